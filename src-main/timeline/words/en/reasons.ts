// English: why one server can call another one or cannot.

export const reasons = {
  self: (observer: string) => `This is ${observer} itself.`,
  proxies: 'proxies',
  proxiesFor: (services: string) => `proxies for ${services}`,
  canCall: (observer: string, subject: string, proxies: string) =>
    `${observer} can call ${subject}: it has ${proxies}.`,
  hasButFault: (observer: string, proxies: string, subject: string, obstacle: string) =>
    `${observer} has ${proxies} of ${subject}, but ${obstacle}.`,
  hasButGone: (observer: string, proxies: string, subject: string, fate: string, effect: string) =>
    `${observer} still has ${proxies} of ${subject}, but ${fate}: ${effect}.`,
  callsWait: 'calls wait',
  callsFail: 'calls fail',
  callsFailWith: (code: string) => `calls fail with ${code}`,
  linkStops: (observer: string, subject: string, link: string) =>
    `${observer} cannot call ${subject}: ${link}.`,
  linkSlows: (observer: string, subject: string, link: string) =>
    `${observer} can call ${subject}, but ${link}.`,
  faultFails: (id: string, fault: string) => `calls fail: ${id} has its ${fault} (by you)`,
  faultSlows: (id: string, fault: string) => `calls suffer: ${id} has its ${fault} (by you)`,

  knownOnly: (observer: string, subject: string, framework: string) =>
    `${observer} knows ${subject}. ${framework} does not show whom it can call.`,
  knownWithoutProxies: (observer: string, subject: string) =>
    `${observer} knows ${subject}, but has no proxies for it; whether it can be called is not known.`,
  knownNotCallable: (observer: string, subject: string, lack: string) =>
    `${observer} cannot call ${subject}, though it knows it: ${subject} ${lack}.`,
  noPort: 'has no RPC port',
  noServices: 'offers no services',
  noPortNorServices: 'has no RPC port and offers no services',
  nothingToCall: 'offers nothing that can be called',

  noProxiesYet: (observer: string, subject: string) =>
    `${observer} cannot call ${subject} yet: it knows it, but its proxies are not made.`,
  notInOwnView: (observer: string) => `${observer} is not in its own view yet`,
  cannotCall: (observer: string, subject: string) =>
    `${observer} cannot call ${subject}: it does not know it yet`,
  doesNotKnow: (observer: string, subject: string) => `${observer} does not know ${subject} yet`,
  noListYet: (lack: string) => `${lack}. It has no list of servers so far.`,
  noListWhile: (lack: string, doing: string) => `${lack}. It has no list of servers so far (it is ${doing}).`,

  stillCalls: (observer: string, subject: string, fate: string) =>
    `${observer} still calls ${subject}, but ${fate}`,
  stillKnows: (observer: string, subject: string, fate: string) =>
    `${observer} still knows ${subject}, but ${fate}`,
  replaced: (subject: string) => `that process of ${subject} was replaced by another one`,
  notRegistered: (subject: string) => `${subject} is not in the registry`,
  untilNews: (effect: string) => `Until it arrives, ${effect}.`,
  untilDropped: (observer: string, effect: string) => `Until ${observer} drops it, ${effect}.`,

  notJoinedItself: (observer: string) => `${observer} has not joined yet: nobody lists it.`,
  cannotCallFor: (observer: string, subject: string, fate: string) =>
    `${observer} cannot call ${subject}: ${fate}.`,
  unobservedSubject: (observer: string, subject: string) =>
    `${observer} does not know ${subject}, of which only the process is seen.`,
  notJoined: (observer: string, subject: string) =>
    `${observer} cannot call ${subject}: ${subject} has not joined yet.`,
  notJoinedWhile: (observer: string, subject: string, doing: string) =>
    `${observer} cannot call ${subject}: ${subject} has not joined yet (it is ${doing}).`,

  unobserved: (observer: string) => `Whom ${observer} can call is not known: only its process is observed.`,
  notShown: (observer: string, framework: string) =>
    `Whom ${observer} knows is not known: ${framework} does not show it.`,
  callsNobody: (observer: string, fate: string) => `${observer} calls nobody: ${fate}.`,
  isPaused: (observer: string) => `${observer} is paused`,
  stillHoldsProxies: (subject: string) => `It still holds its proxies for ${subject}.`,
  stillInView: (subject: string) => `It still has ${subject} in its view.`,
  isStopping: (observer: string) => `${observer} is stopping: what it still holds is not compared.`,
  hasFailed: (observer: string) => `${observer} has failed: what it holds is not compared.`,
  noMaster: (observer: string, subject: string) =>
    `Whether ${observer} should know ${subject} is not known: there is no master.`,
  notCompared: (observer: string) => `What ${observer} holds is not compared.`,

  // News of a server that is on its way to another one.
  newsLost: (packet: string, ago: string) => `${packet} was sent to it${ago}, and an injected fault lost it.`,
  newsNotArrived: (packet: string, ago: string) => `${packet} was sent to it${ago}, and did not arrive.`,
  newsOnTheWay: (packet: string, ago: string) => `${packet} is on its way to it, sent${ago}.`,

  // What the matrix shows to be wrong. Titles have no full stop.
  stillCallsTitle: (who: string, subjects: string, isOne: boolean) =>
    `${who} still ${isOne ? 'calls' : 'call'} ${subjects}`,
  stillKnowsTitle: (who: string, subjects: string, isOne: boolean) =>
    `${who} still ${isOne ? 'knows' : 'know'} ${subjects}`,
  thoseThatHold: (servers: string) => `Those that still hold it: ${servers}.`,
  nobodyCanJoin: 'Nobody can join',
  nobodyCanCall: (servers: string) => `Nobody can call ${servers}`,
  nobodyReaches: (servers: string) => `Nobody reaches ${servers}`,
  cannotCallTitle: (who: string, subjects: string) => `${who} cannot call ${subjects} yet`,
  doesNotKnowTitle: (who: string, subjects: string, isOne: boolean) =>
    `${who} ${isOne ? 'does' : 'do'} not know ${subjects} yet`,
  itself: (id: string) => `${id} (itself)`,
  inAll: (servers: string) => `In all: ${servers}.`,
  stillJoining: (who: string, isOne: boolean) => `${who} ${isOne ? 'is' : 'are'} still joining`,
  noListAndNoCalls: (servers: string, isOne: boolean) =>
    `${servers} ${isOne ? 'has' : 'have'} no list of servers yet, and can call nobody.`,
}
