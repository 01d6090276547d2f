// Simplified Chinese: what each rule requires, and the sentence about what breaks it.
import type { checks as english } from '../en/checks.ts'
import { spaced } from './spaced.ts'

export const checks: typeof english = {
  rules: {
    'views-agree-when-idle': '6 s 内没有任何变化时，所有视图一致，注册表恰好列出存活的服务器',
    'no-self-notification': '不会向服务器通知它自己的加入或移除',
    'ack-first': '服务器的确认先于它被登记和公布而发出',
    'notified-exactly-once': '每个变化按顺序恰好通知订阅者一次，不通知其他服务器',
    'notification-matches-registry': '发出的列表和变化与注册表一致',
    'revisions-grow': '每次变化修订号加一，服务器不会回到它离开过的主服务器',
    'state-order': '状态只向前推进，只能经 `reconnecting` 后退，并以 `stopping` 或 `failed` 结束',
    'one-answer': '没有请求得到两个应答；Grove 自己的请求不会在打开的连接上等待 5 s',
    'register-acked': '注册在 5 s 内得到确认或拒绝',
    'silent-after-refusal': '连接被拒绝后不再向它发送任何内容',
    'proxies-made': '服务器得知一个可调用的服务器后，5 s 内为它创建代理',
    'answered-in-time': 'Grove 自己的请求在 5 s 内得到应答',
    'rpc-ended': '需要应答的调用在 5 s 内得到应答，或其连接已结束',
    'converges-in-time': '每次变化后，集群在 10 s 内重新收敛',
    'request-answered-once': '没有请求得到两个应答，同一连接上没有两个请求使用相同的 id',
    'answered-by-all': '发往多个成员的调用，每个预期的成员都在 5 s 内应答',
    'records-name-process': '主服务器发送的每条服务器记录都说明是哪个进程',
    'node-lost-while-alive': '没有主服务器时：进程在运行且没有注入故障的成员不会被剔除',
  },

  stopping: '正在停止',
  processEnded: '进程已结束',
  processUnknown: '进程未知',
  paused: '已被暂停',
  linksFaulted: '连接上有注入的故障',
  gotIt: '已收到',
  didNotGetIt: '没有收到：它订阅了吗？',
  memberFor: (member, reason) => `${member}（${reason}）`,

  addedBeforeAck: (server) => spaced`${server}在确认发出之前就被加入注册表`,
  notifiedBeforeRegistered: (observer, server) => spaced`在 ${server}注册之前，${observer}就收到了它的通知`,
  notAnsweredByAll: (asker, count, method, id, span, missing) =>
    spaced`${asker}向 ${count} 个成员请求 ${method}（id ${id}）；${span} 内没有应答的有：${missing}`,
  request: (packet, from, to) => spaced`${from}发给 ${to}的 ${packet}`,
  answeredAfter: (request, span) => spaced`${request}在 ${span} 后才得到应答`,
  noAnswerIn: (request, span) => spaced`${request}在 ${span} 内没有应答`,
  notAgreedSince: (span) => `已有 ${span} 未全部达成一致`,
  agreedLate: (span) => `经过 ${span} 才全部达成一致`,
  notifiedOfItself: (server, revision) => spaced`${server}在修订号 ${revision} 收到了关于自己的通知`,
  droppedAlive: (observer, server) => spaced`${observer}剔除了 ${server}，而后者的进程在运行且没有注入故障`,
  wrongList: (server, revision, registry) =>
    spaced`发给 ${server}的修订号 ${revision} 的列表与修订号 ${registry} 的注册表不符`,
  wrongChange: (observer, server, revision) =>
    spaced`${observer}在修订号 ${revision} 收到了关于 ${server}的通知，而注册表中没有这个变化`,
  sentBeforeSubscribed: (server, packet) => spaced`${server}在订阅之前收到了 ${packet}`,
  sentOlderList: (server, packet, revision, known) =>
    spaced`${server}收到了修订号 ${revision} 的 ${packet}，而它已知道 ${known}`,
  sentOtherList: (server, packet, revision, known) =>
    spaced`${server}收到了修订号 ${revision} 的 ${packet}，而此前已发送到 ${known}`,
  sentUnsubscribed: (server, packet) => spaced`${server}没有订阅却收到了 ${packet}`,
  sentWithGap: (server, packet, first, last) =>
    spaced`${server}收到了 ${packet}，但缺少修订号 ${first} 到 ${last}`,
  sentAgain: (server, packet, revision) =>
    spaced`${server}收到了 ${packet}，但此前已发送到修订号 ${revision}`,
  severalAnswers: (request, count) => spaced`${request}有 ${count} 个应答`,
  noAnswerOpen: (request) => spaced`${request}没有应答，而连接仍打开`,
  noProxiesAfterNews: (observer, server) => spaced`${observer}收到了 ${server}的通知，但没有为它创建代理`,
  noProxiesThoughKnown: (observer, server) => spaced`${observer}知道 ${server}，但没有为它创建代理`,
  namelessRecord: (master, server) =>
    spaced`${master}发送了一个数据包，其中 ${server}的记录没有说明是哪个进程`,
  namelessRecords: (master, count, server) =>
    spaced`${master}发送了 ${count} 个数据包，其中 ${server}的记录没有说明是哪个进程`,
  notAcknowledged: (server, master) => spaced`${server}向 ${master}注册，既没有得到确认也没有被拒绝`,
  sameId: (from, to, count, id, packet) =>
    spaced`${from}向 ${to}发送了 ${count} 个 id 同为 ${id}的请求（${packet}）；无法区分它们的应答`,
  answeredTimes: (who, request, count, id) => spaced`${who}对 ${request}应答了 ${count} 次（id ${id}）`,
  backToMaster: (server, epoch) => spaced`${server}回到了纪元 ${epoch}的主服务器`,
  backToRevision: (server, from, to) => spaced`${server}从修订号 ${from} 退回到 ${to}`,
  revisionJump: (server, from, to) => spaced`${server}的注册表从修订号 ${from} 变为 ${to}`,
  aMethod: '一个方法',
  callNotAnswered: (caller, method, callee, span) =>
    spaced`${caller}调用了 ${callee}的 ${method}，但 ${span} 内没有应答`,
  sentAfterRefusal: (server, packets) => spaced`${server}被拒绝，之后仍收到 ${packets}`,
  stateBack: (server, from, to) => spaced`${server}从 ${from}退回到 ${to}`,
  whileIdle: (problem) => spaced`空闲时 ${problem}`,
  notRegisteredWhileIdle: (server, state) => spaced`空闲时 ${server}存活（${state}），但不在注册表中`,
  ghostWhileIdle: (server) => spaced`空闲时注册表仍列出 ${server}，而它的进程已不在`,
}
