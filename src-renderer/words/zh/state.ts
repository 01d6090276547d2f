// Simplified Chinese: the texts of the state panel.
import type { Knowledge } from '../../../src-main/timeline/index.ts'
import type { state as english } from '../en/state.ts'

const KINDS: Record<Knowledge, string> = {
  self: '自己',
  callable: '可调用',
  known: '已知',
  missing: '缺失',
  stale: '过期',
  absent: '不在',
  unknown: '未知',
}
const PHRASES: Record<Knowledge, string> = {
  stale: '个过期（对端已消失）',
  missing: '个缺失',
  unknown: '个未知',
  callable: '个可调用',
  known: '个已知但不可调用',
  absent: '个不在',
  self: '',
}

export const state: typeof english = {
  nothingStarted: '此刻还没有任何服务器启动。',
  isRead: '正在读取录制…',
  isReadSoFar: '正在读取录制；这是目前读到的部分。',

  whoKnowsWhom: '谁知道谁',
  whoKnowsWhomByType: '谁知道谁（按类型）',
  rowKnowsColumn: '行知道列',
  cells: '表格的单元格',
  kinds: KINDS,
  counted: (kind, count) => `${count} 个${KINDS[kind]}`,
  notKnown: '未知',
  nobodyKnows: '彼此都不知道',
  ofCells: (right, judged) => `${right} / ${judged}`,
  changed: (count) => `${count} 个有变化`,
  noneRuns: '此刻没有服务器在运行。',
  show: '表格的显示方式',
  byType: '按类型',
  everyServer: '每个服务器',
  allTypes: '所有类型',
  clickCell: '点击单元格查看其中的服务器。',
  pointAtCell: '指向单元格查看原因。',
  wasBefore: (why, before) => `${why}有变化：之前是「${KINDS[before]}」。`,
  showServer: (id) => `显示 ${id}`,
  legend: '图例',
  faultedLink: '链路有故障',
  notRunByGrove: '不由 Grove 运行',
  types: (observer, subject) => `${observer} 对 ${subject}`,
  noPairs: (types) => `${types}：没有服务器对`,
  pairs: (types, pairs, counts, changed) => {
    const parts = counts.map(({ kind, count }) => `${count} ${PHRASES[kind]}`)
    const all = [`${pairs} 对`, ...parts, ...(changed > 0 ? [`${changed} 个有变化`] : [])]
    return `${types}：${all.join('，')}`
  },

  problems: '问题',
  since: (span) => `已 ${span}`,
  more: (count) => `还有 ${count.toLocaleString('en')} 个`,

  held: '各方持有的内容',
  list: '列表',
  registry: '注册表',
  pending: '待答复',
  subscribed: '已订阅',
  proxies: '代理',
  revision: '修订号',
  epoch: '纪元',
  notListening: '主服务器尚未监听',
  noMaster: '没有主服务器在运行',
  notSeen: (framework) => `在 ${framework} 中看不到`,
  oldest: (span) => `最早的已等 ${span}`,
  ofServers: (count) => `来自 ${count} 个服务器`,
  notCallable: '不可调用',
  port: (port) => `端口 ${port}`,
  heldFor: (servers) => `对 ${servers}`,

  howJoined: (server) => `${server} 的加入过程`,
  noStep: '还没有记录任何步骤',
  steps: (done, all) => `${all} 步中完成 ${done} 步`,
  stepsIn: (done, all, span) => `${all} 步中完成 ${done} 步，用时 ${span}`,
  notYet: (step) => `${step}：尚未发生`,
  didNotHappen: (step) => `${step}：没有发生`,
  happenedAt: (step, time) => `${step}：${time}`,

  whomItKnows: '它知道谁',
  isResource: '它在集群旁运行，不是成员。',
  hasEnded: '它的进程已结束：它不知道任何服务器。',
  doesNotListen: '它尚未监听。',
  hasNotStarted: '此刻它还没有启动。',
  nobodyThere: '没有可知道的服务器。',
}
