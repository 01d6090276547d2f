// English: what to do about a finding, by rule.
export const ADVICE = {
  'views-agree-when-idle':
    'Servers call what is gone, or miss what is there: see who knows whom at this moment, and restart the server that differs.',
  'no-self-notification':
    'The server may call itself over the network: look at who was excluded when its arrival was announced.',
  'ack-first':
    'Others can call a server that does not know yet that it is registered: look at the order of these packets.',
  'notified-exactly-once':
    'A subscriber has a wrong picture now: compare its view with the registry, and look at its link when this was sent.',
  'notification-matches-registry':
    'What was announced is not what the master knows: look at what changed the registry just before.',
  'revisions-grow':
    'A change was skipped or repeated: look at whether the server reconnected, and to which master.',
  'state-order':
    'The server went through an impossible state: look at what it reported before, and in its log.',
  'one-answer': 'A caller may have acted twice, or still waits: look at the request and who answered it.',
  'register-acked':
    'The server cannot take part: look at whether the master was paused, overloaded or cut off.',
  'silent-after-refusal': 'A refused peer keeps talking: look at why it was refused, and at its program.',
  'proxies-made': 'Calls to that server fail: look at what it was notified of, and at its log.',
  'answered-in-time':
    'Something was slow or gone: look at the receiver at this moment, and at injected faults.',
  'rpc-ended':
    'The caller waits without end: look at whether the called method returns, and give the call a time limit.',
  'converges-in-time':
    'Meanwhile servers disagreed on who is there: see who knows whom, and which news was late.',
  'request-answered-once':
    'An answer may have reached the wrong request: look at both answers and their ids.',
  'answered-by-all':
    'The result of the call is incomplete: look at the members that are named, and whether they were subscribed.',
  'records-name-process':
    'A restarted server cannot be told from the one before: look at what the server registered.',
  'node-lost-while-alive':
    'A member was given up while it ran: look at its event loop and the heartbeats before this.',
}
