// Simplified Chinese: what is wrong with servers, and how the others reacted.
import type { symptoms as english } from '../en/symptoms.ts'
import { spaced } from './spaced.ts'

export const symptoms: typeof english = {
  killed: (who, ago) => spaced`${who}${ago}被手动强制结束`,
  crashed: (who, ago, cause) => spaced`${who}${ago}崩溃${cause}`,
  crashedAtStart: (who, ago, cause) => spaced`${who}${ago}启动时崩溃${cause}`,
  cause: (cause) => `（${cause}）`,
  willRestart: (who, ago, cause) => spaced`${who}${ago}结束${cause}，将重新启动`,
  exited: (who, ago, cause) => spaced`${who}${ago}自行退出${cause}`,
  restarting: (who) => spaced`${who}正在重启`,
  stopping: (who) => spaced`${who}正在停止`,
  stopped: (who, ago) => spaced`${who}${ago}被停止`,
  paused: (who, ago, isOne) => spaced`${who}${ago}被手动暂停；其他服务器都没有剔除${isOne ? '它' : '它们'}`,
  pausedAndDropped: (who, ago, by, why, isOne) =>
    spaced`${who}${ago}被手动暂停；${by}剔除了${isOne ? '它' : '它们'}${why}`,
  reconnecting: (who, ago, lost) => spaced`${who}${ago}失去了${lost}，正在重连`,
  theOthers: '其他节点',
  failed: (who, ago, why) => spaced`${who}${ago}失败${why}`,
  failedAtStart: (who, ago, why) => spaced`${who}${ago}启动失败${why}`,
  why: (reason) => `：${reason}`,
  droppedWithFault: (who, ago, by, why, fault, isOne) =>
    spaced`${who}${ago}被${by}剔除${why}；${isOne ? '它' : '它们'}的故障：${fault}（手动注入）`,
  rejoining: (who, ago, by, why, isOne) =>
    spaced`${who}正在重新加入；${by}${ago}剔除了${isOne ? '它' : '它们'}${why}`,
  runsDropped: (who, ago, by, why, isOne) =>
    spaced`${who}在运行，但${by}${ago}剔除了${isOne ? '它' : '它们'}${why}`,
  pairFaulted: (fault, ago) => spaced`${ago.replace('于 ', '')}${fault}`,
  faulted: (who, ago, fault) => spaced`${who}有故障：${fault}（${ago}手动注入）`,

  nobodyCanJoin: '；现在谁都无法加入，其他服务器保留原有的列表',
  masterStillLists: (isOne) => `；主服务器的列表中仍有${isOne ? '它' : '它们'}`,
  notDropped: (who, _, isOne) => spaced`；${who}尚未剔除${isOne ? '它' : '它们'}`,
  droppedIn: (who, span, isOne) => spaced`；${who}在 ${span} 内剔除了${isOne ? '它' : '它们'}`,
  otherServers: (count) => `其余 ${count} 个`,
  someOfOthers: (some, count) => `其余 ${count} 个中的 ${some} 个`,
}
