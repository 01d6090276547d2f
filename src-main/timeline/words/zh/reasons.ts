// Simplified Chinese: why one server can call another one or cannot.
import type { reasons as english } from '../en/reasons.ts'
import { spaced } from './spaced.ts'

export const reasons: typeof english = {
  self: (observer) => `这是 ${observer} 自己。`,
  proxies: '代理',
  proxiesFor: (services) => spaced`${services}的代理`,
  canCall: (observer, subject, proxies) => spaced`${observer}可以调用 ${subject}：它持有${proxies}。`,
  hasButFault: (observer, proxies, subject, obstacle) =>
    spaced`${observer}持有 ${subject}上${proxies}，但${obstacle}。`,
  hasButGone: (observer, proxies, subject, fate, effect) =>
    spaced`${observer}仍持有 ${subject}上${proxies}，但 ${fate}：${effect}。`,
  callsWait: '调用会等待',
  callsFail: '调用会失败',
  callsFailWith: (code) => `调用会以 ${code} 失败`,
  linkStops: (observer, subject, link) => spaced`${observer}不能调用 ${subject}：${link}。`,
  linkSlows: (observer, subject, link) => spaced`${observer}可以调用 ${subject}，但${link}。`,
  faultFails: (id, fault) => spaced`调用会失败：${id}有故障：${fault}（手动注入）`,
  faultSlows: (id, fault) => spaced`调用受影响：${id}有故障：${fault}（手动注入）`,

  knownOnly: (observer, subject, framework) =>
    spaced`${observer}知道 ${subject}。${framework}不显示它能调用谁。`,
  knownWithoutProxies: (observer, subject) =>
    spaced`${observer}知道 ${subject}，但没有它的代理；能否调用未知。`,
  knownNotCallable: (observer, subject, lack) =>
    spaced`${observer}知道 ${subject}，但不能调用它：${subject}${lack}。`,
  noPort: '没有 RPC 端口',
  noServices: '不提供任何服务',
  noPortNorServices: '没有 RPC 端口，也不提供任何服务',
  nothingToCall: '不提供可调用的内容',

  noProxiesYet: (observer, subject) => spaced`${observer}还不能调用 ${subject}：已知道它，但代理尚未创建。`,
  notInOwnView: (observer) => spaced`${observer}还不在自己的视图中`,
  cannotCall: (observer, subject) => spaced`${observer}不能调用 ${subject}：还不知道它`,
  doesNotKnow: (observer, subject) => spaced`${observer}还不知道 ${subject}`,
  noListYet: (lack) => spaced`${lack}。它还没有服务器列表。`,
  noListWhile: (lack, doing) => spaced`${lack}。它还没有服务器列表（状态：${doing}）。`,

  stillCalls: (observer, subject, fate) => spaced`${observer}仍在调用 ${subject}，但 ${fate}`,
  stillKnows: (observer, subject, fate) => spaced`${observer}仍知道 ${subject}，但 ${fate}`,
  replaced: (subject) => spaced`${subject}的那个进程已被另一个取代`,
  notRegistered: (subject) => spaced`${subject}不在注册表中`,
  untilNews: (effect) => spaced`在它到达之前，${effect}。`,
  untilDropped: (observer, effect) => spaced`在 ${observer}剔除它之前，${effect}。`,

  notJoinedItself: (observer) => spaced`${observer}还没有加入：谁的列表中都没有它。`,
  cannotCallFor: (observer, subject, fate) => spaced`${observer}不能调用 ${subject}：${fate}。`,
  unobservedSubject: (observer, subject) => spaced`${observer}不知道 ${subject}，后者只能看到进程。`,
  notJoined: (observer, subject) => spaced`${observer}不能调用 ${subject}：${subject}还没有加入。`,
  notJoinedWhile: (observer, subject, doing) =>
    spaced`${observer}不能调用 ${subject}：${subject}还没有加入（状态：${doing}）。`,

  unobserved: (observer) => spaced`${observer}能调用谁未知：只能看到它的进程。`,
  notShown: (observer, framework) => spaced`${observer}知道谁未知：${framework}不显示。`,
  callsNobody: (observer, fate) => spaced`${observer}不调用任何服务器：${fate}。`,
  isPaused: (observer) => spaced`${observer}已暂停`,
  stillHoldsProxies: (subject) => spaced`它仍持有 ${subject}的代理。`,
  stillInView: (subject) => spaced`它的视图中仍有 ${subject}。`,
  isStopping: (observer) => spaced`${observer}正在停止：不比较它仍持有的内容。`,
  hasFailed: (observer) => spaced`${observer}已失败：不比较它持有的内容。`,
  noMaster: (observer, subject) => spaced`${observer}是否应知道 ${subject}未知：没有主服务器。`,
  notCompared: (observer) => spaced`不比较 ${observer}持有的内容。`,

  newsLost: (packet, ago) => spaced`${packet}${ago}发给了它，因注入的故障而丢失。`,
  newsNotArrived: (packet, ago) => spaced`${packet}${ago}发给了它，没有到达。`,
  newsOnTheWay: (packet, ago) => spaced`${packet}${ago}发出，正在到它那里的途中。`,

  stillCallsTitle: (who, subjects) => spaced`${who}仍在调用 ${subjects}`,
  stillKnowsTitle: (who, subjects) => spaced`${who}仍知道 ${subjects}`,
  thoseThatHold: (servers) => spaced`仍持有它的：${servers}。`,
  nobodyCanJoin: '谁都无法加入',
  nobodyCanCall: (servers) => spaced`谁都不能调用 ${servers}`,
  nobodyReaches: (servers) => spaced`谁都联系不上 ${servers}`,
  cannotCallTitle: (who, subjects) => spaced`${who}还不能调用 ${subjects}`,
  doesNotKnowTitle: (who, subjects) => spaced`${who}还不知道 ${subjects}`,
  itself: (id) => `${id}（自己）`,
  inAll: (servers) => spaced`共计：${servers}。`,
  stillJoining: (who) => spaced`${who}仍在加入`,
  noListAndNoCalls: (servers) => spaced`${servers}还没有服务器列表，不能调用任何服务器。`,
}
