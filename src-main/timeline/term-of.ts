// The term of the glossary that explains an event.
import type { TimelineEvent } from './event.ts'
import { GLOSSARY_TERMS } from './glossary.ts'

/** Names of packets of Socket.IO → what its programs call the same. */
const METHODS = new Map([
  ['FETCH_SOCKETS', 'fetchSockets'],
  ['FETCH_SOCKETS_RESPONSE', 'fetchSockets'],
  ['SERVER_SIDE_EMIT', 'serverSideEmit'],
  ['SERVER_SIDE_EMIT_RESPONSE', 'serverSideEmit'],
  ['SOCKETS_RESPONSE', 'SOCKETS'],
  ['ALL_ROOMS_RESPONSE', 'ALL_ROOMS'],
])

/** Returns a term of the glossary; null if no term explains the event. */
export function termOf(event: TimelineEvent): string | null {
  const term = candidate(event)
  return term !== null && GLOSSARY_TERMS.has(term) ? term : null
}

function candidate(event: TimelineEvent): string | null {
  switch (event.t) {
    case 'packet':
      return packetTerm(event.name)
    case 'process':
      return event.event
    case 'state':
      return event.to
    case 'step':
      return event.step
    case 'view':
    case 'proxy':
    case 'link':
    case 'log':
    case 'finding':
    case 'mark':
    case 'gap':
      return event.t
    case 'fault':
      return GLOSSARY_TERMS.has(event.fault) ? event.fault : 'fault'
  }
}

/** "BROADCAST chat" is explained as "BROADCAST", an answer without a term as an answer. */
function packetTerm(name: string): string | null {
  const [first = name] = name.split(' ')
  const term = METHODS.get(first) ?? first
  if (GLOSSARY_TERMS.has(term)) return term
  return term.endsWith('.ack') ? 'ack' : null
}
