// Simplified Chinese: the texts of the server list.
import type { serverList as english } from '../en/server-list.ts'

const ACTIONS = {
  restart: '重启',
  stop: '停止',
  kill: '强制结束（SIGKILL）',
  pause: '暂停',
  resume: '继续',
  spawn: '启动',
}

export const serverList: typeof english = {
  title: '服务器',
  programs: '集群旁的程序',
  programsTitle: '由 Grove 运行，但不是集群的成员',
  notTapped: '未接入探针',
  planned: '计划中',
  typeName: (type, ready, total) => `${type}，${total} 个中 ${ready} 个就绪`,
  readyCount: (ready, total) => `${total} 个服务器中 ${ready} 个就绪`,
  showRemoved: (count) => `显示已移除的 ${count} 个`,
  removeFromSight: (id) => `从列表中移除：${id}`,
  inParent: (id) => `，位于 ${id}`,
  restarted: (times) => `已重启 ${times} 次`,
  notCallable: (reason) => (reason === '' ? '不可调用' : `不可调用：${reason}`),
  usage: (blockedMs, cpu, memory) =>
    `${blockedMs === null ? '' : `事件循环阻塞 ${blockedMs} ms，`}CPU ${cpu} %，内存 ${memory}`,

  actionOn: (action, id) => `${ACTIONS[action]}：${id}`,
  healOn: (id) => `恢复：${id}`,
  start: '启动',
  resume: '继续',
  heal: '恢复',
  moreTitle: (id) => `更多操作：${id}`,
  more: (id) => `${id} 的更多操作`,
  pause: '暂停',
  pauseText: (isMember) => (isMember ? 'SIGSTOP：其他服务器会失去它' : 'SIGSTOP'),
  debug: '调试…',
  debugText: '打开它的调试器并显示地址',

  add: (type) => `增加一个 ${type} 服务器`,
  addTitle: (type) => `再启动一个 ${type} 服务器`,
  remove: (type) => `移除一个 ${type} 服务器`,
  removeTitle: (type) => `停止编号最大的 ${type} 服务器`,
  typeActions: (type) => `对全部 ${type} 服务器的操作`,

  actions: '操作',
  selectedCount: (count) => `已选 ${count} 个`,
  selectedActions: '选中的服务器',
  clearSelected: '取消选择',
}
