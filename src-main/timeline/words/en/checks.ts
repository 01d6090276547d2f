// English: what each rule requires, and the sentence about what breaks it.

export const checks = {
  /** What a rule requires, as in docs/TIMELINE.md. */
  rules: {
    'views-agree-when-idle':
      'when nothing has happened for 6 s, all views match, and a registry lists exactly the live servers',
    'no-self-notification': 'no server is notified of its own arrival or removal',
    'ack-first': "a server's ack is sent before it is registered and announced",
    'notified-exactly-once': 'a subscriber is notified of each change once, in order; nobody else is',
    'notification-matches-registry': 'lists and changes that are sent are those of the registry',
    'revisions-grow': 'revisions grow by one for each change, and no server returns to a master that it left',
    'state-order':
      'a state goes forward, falls back only through `reconnecting`, and ends with `stopping` or `failed`',
    'one-answer': "no request has two answers, and none of Grove's own waits 5 s on an open link",
    'register-acked': 'a registration is acknowledged or refused within 5 s',
    'silent-after-refusal': 'nothing more is sent on a connection that was refused',
    'proxies-made': 'a server makes proxies within 5 s for each callable server that it is notified of',
    'answered-in-time': "Grove's own requests are answered within 5 s",
    'rpc-ended': 'a call that wants an answer has one within 5 s, or its link ends',
    'converges-in-time': 'after each change the cluster converges again within 10 s',
    'request-answered-once':
      'no request has two answers, and no two requests of a connection have the same id',
    'answered-by-all': 'a call to many is answered within 5 s by each member that it expects',
    'records-name-process': 'each record of a server that a master sends says which process it is',
    'node-lost-while-alive':
      'without a master: nobody drops a member whose process runs and has no injected fault',
  },

  // Why a member cannot answer.
  stopping: 'was stopping',
  processEnded: 'its process had ended',
  processUnknown: 'its process is not known',
  paused: 'was paused',
  linksFaulted: 'its links had an injected fault',
  gotIt: 'got it',
  didNotGetIt: 'did not get it: is it subscribed?',
  memberFor: (member: string, reason: string) => `${member} (${reason})`,

  addedBeforeAck: (server: string) => `${server} was added to the registry before its ack was sent`,
  notifiedBeforeRegistered: (observer: string, server: string) =>
    `${observer} was notified of ${server} before ${server} was registered`,
  notAnsweredByAll: (
    asker: string,
    count: number,
    method: string,
    id: string,
    span: string,
    missing: string,
  ) => `${asker} asked ${count} for ${method} (id ${id}); no answer in ${span} from ${missing}`,
  request: (packet: string, from: string, to: string) => `${packet} of ${from} to ${to}`,
  answeredAfter: (request: string, span: string) => `${request} was answered after ${span}`,
  noAnswerIn: (request: string, span: string) => `${request} had no answer in ${span}`,
  notAgreedSince: (span: string) => `not all agree since ${span}`,
  agreedLate: (span: string) => `it took ${span} until all agreed`,
  notifiedOfItself: (server: string, revision: number) =>
    `${server} was notified of itself at revision ${revision}`,
  droppedAlive: (observer: string, server: string) =>
    `${observer} dropped ${server}, whose process runs and has no injected fault`,
  wrongList: (server: string, revision: number, registry: number) =>
    `${server} was sent a list of revision ${revision} that is not the registry of revision ${registry}`,
  wrongChange: (observer: string, server: string, revision: number) =>
    `${observer} was notified of ${server} at revision ${revision}, which is not in the registry`,
  sentBeforeSubscribed: (server: string, packet: string) =>
    `${server} was sent ${packet} before it subscribed`,
  sentOlderList: (server: string, packet: string, revision: number, known: number) =>
    `${server} was sent ${packet} of revision ${revision}, when it knew ${known}`,
  sentOtherList: (server: string, packet: string, revision: number, known: number) =>
    `${server} was sent ${packet} of revision ${revision}, when it had been sent up to ${known}`,
  sentUnsubscribed: (server: string, packet: string) => `${server} was sent ${packet} without a subscription`,
  sentWithGap: (server: string, packet: string, first: number, last: number) =>
    `${server} was sent ${packet} but missed revisions ${first} to ${last}`,
  sentAgain: (server: string, packet: string, revision: number) =>
    `${server} was sent ${packet} but had been sent up to revision ${revision} before`,
  severalAnswers: (request: string, count: number) => `${request} has ${count} answers`,
  noAnswerOpen: (request: string) => `${request} has no answer, and its link is open`,
  noProxiesAfterNews: (observer: string, server: string) =>
    `${observer} was notified of ${server}, but made no proxies for it`,
  noProxiesThoughKnown: (observer: string, server: string) =>
    `${observer} knows ${server}, but made no proxies for it`,
  namelessRecord: (master: string, server: string) =>
    `${master} sent a packet with a record of ${server} that does not say which process it is`,
  namelessRecords: (master: string, count: number, server: string) =>
    `${master} sent ${count} packets with a record of ${server} that does not say which process it is`,
  notAcknowledged: (server: string, master: string) =>
    `${server} registered with ${master}, and was neither acknowledged nor refused`,
  sameId: (from: string, to: string, count: number, id: string, packet: string) =>
    `${from} sent ${to} ${count} requests with the id ${id} (${packet}); their answers cannot be told apart`,
  answeredTimes: (who: string, request: string, count: number, id: string) =>
    `${who} answered ${request} ${count} times (id ${id})`,
  backToMaster: (server: string, epoch: string) => `${server} went back to the master of epoch ${epoch}`,
  backToRevision: (server: string, from: number, to: number) =>
    `${server} went from revision ${from} back to ${to}`,
  revisionJump: (server: string, from: number, to: number) =>
    `${server} changed its registry from revision ${from} to ${to}`,
  aMethod: 'a method',
  callNotAnswered: (caller: string, method: string, callee: string, span: string) =>
    `${caller} called ${method} of ${callee}, but had no answer in ${span}`,
  sentAfterRefusal: (server: string, packets: string) =>
    `${server} was refused, and was sent ${packets} after that`,
  stateBack: (server: string, from: string, to: string) => `${server} went from ${from} back to ${to}`,
  whileIdle: (problem: string) => `while idle ${problem}`,
  notRegisteredWhileIdle: (server: string, state: string) =>
    `while idle ${server} is alive (${state}), but not in the registry`,
  ghostWhileIdle: (server: string) => `while idle the registry still lists ${server}, whose process is gone`,
}
