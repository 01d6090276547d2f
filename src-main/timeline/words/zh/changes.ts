// Simplified Chinese: what an event changed, and the short texts of events.
import type { changes as english } from '../en/changes.ts'
import { spaced } from './spaced.ts'

export const changes: typeof english = {
  startedAs: (server, pid) => spaced`${server}以进程 ${pid} 启动`,
  ended: (server) => spaced`${server}已结束`,
  endedFor: (server, cause) => spaced`${server}已结束（${cause}）`,
  viewLost: (ended) => `${ended}，它的视图随之消失`,
  proxiesLost: (ended, servers) => spaced`${ended}，它对 ${servers}的代理随之消失`,
  viewAndProxiesLost: (ended, servers) => spaced`${ended}，它的视图和对 ${servers}的代理随之消失`,
  wentTo: (server, from, to) => spaced`${server}从${from}变为${to}`,
  is: (server, state) => spaced`${server}：${state}`,
  registry: '注册表',
  ownView: '自己的视图',
  added: (server, members, place) => spaced`${server}把 ${members}加入${place}`,
  removed: (server, members, place) => spaced`${server}把 ${members}从${place}移除`,
  replaced: (server, members, place) => spaced`${server}在${place}中换成了 ${members}的新进程`,
  made: (server, proxies, other) => spaced`${server}为 ${other}创建了${proxies}`,
  dropped: (server, proxies, other) => spaced`${server}移除了 ${other}的${proxies}`,
  proxies: '代理',
  proxiesNamed: (proxies, services) => spaced`${proxies}（${services}）`,

  linkEvent: (what) => `连接${what}`,
  note: '笔记',
  noteRemoved: '一条笔记被删除',
  viewChanged: '视图已变化',
  proxiesMade: '已创建代理',
  proxiesRemoved: '已移除代理',
  fromState: (state) => spaced`从${state}`,
  recordsLost: (count) => `此处丢失 ${count} 条记录`,
  noReceipt: '未见接收',
  listed: (what, items) => `${what}：${items}`,
  crashed: (server) => spaced`${server}崩溃`,
  crashedFor: (server, cause) => spaced`${server}崩溃（${cause}）`,
  about: (server, what) => `${server}：${what}`,
}
