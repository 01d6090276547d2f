// Simplified Chinese: the texts of the status bar, of what was done and of its undo.
import type { status as english } from '../en/status.ts'

const VERBS = {
  restart: '重启',
  stop: '停止',
  kill: '强制结束',
  pause: '暂停',
  resume: '继续',
  spawn: '启动',
}
const RPC = { full: '录制 RPC 包及其内容', head: '只录制 RPC 包头', off: '不录制 RPC 包' }

export const status: typeof english = {
  title: '状态栏',
  did: (action, ids) => `你${VERBS[action]}了 ${names(ids)}`,
  failedOn: (failed, done) =>
    `${failed.map(({ server, message }) => `${server}：${message}`).join(' ')}${done === 0 ? '' : ` 其余 ${done} 个已成功。`}`,
  faultOf: (server, fault) => `${server}：${fault}`,
  changedFaults: ({ injected, healed }) =>
    [
      ...(injected.length > 0 ? [`你注入了故障：${injected.join('，')}`] : []),
      ...(healed.length > 0 ? [`你恢复了 ${names(healed)}`] : []),
    ].join('；'),
  undoesFaults: ({ injected, healed }) =>
    [
      ...(injected.length > 0 ? [`重新注入：${injected.join('，')}`] : []),
      ...(healed.length > 0 ? [`恢复 ${names(healed)}`] : []),
    ].join('；'),
  added: (type) => `你增加了一个 ${type} 服务器`,
  notRunning: (id) => `${id} 已不在运行。`,
  scaled: (type, count) => `你将 ${type} 扩缩容到 ${count} 个`,
  recorded: (level) => `从现在起${RPC[level]}`,
  undoesRecorded: (level) => RPC[level],
  stoppedCluster: '你停止了集群',
  forcedStop: '你强制结束了仍在运行的进程',

  undoes: (action, ids) => (action === 'spawn' ? `重新启动 ${names(ids)}` : `${VERBS[action]} ${names(ids)}`),
  undoesScale: (type, count) => `将 ${type} 恢复到 ${count} 个`,
  isScaled: (type, count) => `${type} 又是 ${count} 个了，无需撤销。`,
  undoDoesNotFit: (action, ids) => `现在无法${VERBS[action]} ${names(ids)}：此后状态已改变。`,
  undone: (text) => `已撤销：${text}`,
  noUndo: (text) => `${text}：此操作无法撤销。`,
  nothingToUndo: '没有可撤销的操作。',
  runEnded: '运行已结束，无法撤销。',
  launcherGone: '启动器已不在，无法撤销。',

  at: (moment) => `，于 ${moment}`,
  recordedCount: (count) => `已录制 ${count.toLocaleString('en')} 条`,
  lostCount: (count) => (count === 0 ? '丢弃 0 条' : `丢失 ${count.toLocaleString('en')} 条记录`),
  costTitle: 'Grove 自身的 CPU（按单核计）和内存',
  cost: (cpu, memory) => `Grove ${cpu} %，${memory}`,
}

/** Many ids are counted. */
function names(ids: readonly string[]): string {
  return ids.length > 3 ? `${ids.length} 个服务器` : ids.join('、')
}
