// Simplified Chinese: what to do about a finding, by rule.
import type { ADVICE as english } from '../en/finding-advice.ts'

export const ADVICE: typeof english = {
  'views-agree-when-idle':
    '有服务器在调用已离开的服务器，或缺少已有的服务器：查看此刻谁认识谁，并重启不一致的服务器。',
  'no-self-notification': '该服务器可能会通过网络调用自己：查看公告其加入时排除了谁。',
  'ack-first': '其他服务器可能调用一个还不知道自己已注册的服务器：查看这些数据包的顺序。',
  'notified-exactly-once': '某个订阅者的视图现在是错的：将其视图与注册表比较，并查看发送时它的连接。',
  'notification-matches-registry': '公告的内容与主服务器所知不符：查看在此之前是什么改变了注册表。',
  'revisions-grow': '有变更被跳过或重复：查看该服务器是否重连过，连到了哪个主服务器。',
  'state-order': '该服务器经过了不可能的状态：查看它之前报告的状态和它的日志。',
  'one-answer': '调用方可能执行了两次，或仍在等待：查看该请求以及谁应答了它。',
  'register-acked': '该服务器无法加入：查看主服务器是否被暂停、过载或被切断。',
  'silent-after-refusal': '被拒绝的一端仍在发送：查看它为何被拒绝，以及它的程序。',
  'proxies-made': '对该服务器的调用会失败：查看它收到了什么通知，以及它的日志。',
  'answered-in-time': '某处缓慢或已消失：查看此刻的接收方以及注入的故障。',
  'rpc-ended': '调用方会无限等待：查看被调用的方法是否返回，并为调用设置时限。',
  'converges-in-time': '期间各服务器对谁在线看法不一：查看谁认识谁，以及哪条消息迟到了。',
  'request-answered-once': '应答可能对应了错误的请求：查看两个应答及其 id。',
  'answered-by-all': '该调用的结果不完整：查看所列的成员，以及它们是否已订阅。',
  'records-name-process': '无法区分重启后的服务器与之前的进程：查看该服务器注册的内容。',
  'node-lost-while-alive': '成员仍在运行却被放弃：查看它的事件循环以及此前的心跳。',
}
