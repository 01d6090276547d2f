// Simplified Chinese: the texts of verdict.
import type { verdict as english } from '../en/verdict.ts'

export const verdict: typeof english = {
  title: '结论',
  unknown: '未知',
  lastKnown: (word, sentence) => `最后已知：${word}，${sentence}`,
  says: (sentence) => `${sentence}：显示依据`,
  more: (count) => `另有 ${count} 项`,
  allOf: (count) => `全部 ${count} 个`,
  remedy: (action, isDown, who) =>
    `${action === 'spawn' ? (isDown ? '重新启动' : '启动') : action === 'resume' ? '继续' : '恢复'} ${who}`,
  sentence: (sentence) => `：${sentence}。`,
  also: '另外',
  noneObserved: '没有已观测的服务器',
  noMembers: '没有成员在运行',
  noServers: '没有服务器',
  started: (started, total) => `${total} 个服务器中 ${started} 个已启动`,
  equalToMaster: (agreeing, total) => `${total} 个视图中 ${agreeing} 个与主服务器一致`,
  equal: (agreeing, total) =>
    agreeing === total ? `全部 ${total} 个视图一致` : `${total} 个视图中 ${agreeing} 个正确`,
  notStarted: (ids) => `尚未启动：${ids.join('、')}`,
  notJudged: (ids) => `未知且不作判断：${ids.join('、')} 的视图。`,
  noProjectCode: '已收敛，但没有运行项目的任何代码。',
  meaning: (basis) => `这里的收敛指：${basis}。`,
  meaningOfAll: (hasMaster) =>
    `收敛：${hasMaster ? '每个视图与主服务器的注册表有相同的服务器和实例' : '每个视图恰好包含集群的存活成员'}，且每个服务器都有它能调用的所有服务器的代理。`,
}
