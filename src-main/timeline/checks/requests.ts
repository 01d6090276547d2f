// What was asked, what answered it, and until when its link was open: what the rules about answers look at.
import type { Nanoseconds, PacketEvent, TimelineEvent } from '../event.ts'
import { fieldsOf, listOf, textOf } from '../plain.ts'
import { bodyOf } from './announced.ts'

/** `own` is what Grove itself answers; a call of a user's own method or module may take longer than any deadline. */
type Kind = 'register' | 'own' | 'users' | 'rpc'

interface Asked {
  key: string
  kind: Kind
}

export interface Request extends Asked {
  packet: PacketEvent
  answers: readonly PacketEvent[]
  /** When one end saw its connection close, or the process there ended; null where neither was seen. */
  closedAt: Nanoseconds | null
}

const NONE: readonly PacketEvent[] = []

/** Several rules look at the same events. */
const remembered = new WeakMap<readonly TimelineEvent[], Request[]>()

/** Everything that was asked, in the order of asking. */
export function requestsIn(events: readonly TimelineEvent[]): Request[] {
  const known = remembered.get(events) ?? gather(events)
  remembered.set(events, known)
  return known
}

function gather(events: readonly TimelineEvent[]): Request[] {
  const answers = answersByKey(events)
  const over = endsOfLinks(events)
  const requests: Request[] = []
  for (const packet of events) {
    // What a fault dropped was never asked; an answer that it dropped was given.
    if (packet.t !== 'packet' || packet.dropped) continue
    const closedAt = over.get(packet.conn) ?? null
    for (const { kind, key } of askedIn(packet)) {
      requests.push({ packet, key, kind, answers: answers.get(key) ?? NONE, closedAt })
    }
  }
  return requests
}

/** "register of chat-1 to master-1". */
export function describeRequest({ packet }: Request): string {
  return `${packet.name} of ${packet.from} to ${packet.to}`
}

function askedIn(packet: PacketEvent): Asked[] {
  const { event, conn, direction, n } = packet
  if (event === 'rpc') return callsIn(packet, `${conn} rpc ${direction}`)
  if (event === 'register' || event === 'reconnect') {
    // Only the first on a connection is asked by a monitor; a second is refused, and the refusal closes the link.
    return direction === 'up' && n === 1 ? [{ key: `${conn} register`, kind: 'register' }] : []
  }
  const { reqId, moduleId } = bodyOf(packet)
  if (typeof reqId !== 'number') return []
  const kind = (textOf(moduleId) ?? '').startsWith('__') ? 'own' : 'users'
  return [{ key: `${conn} ${direction} ${reqId}`, kind }]
}

function callsIn({ body }: PacketEvent, prefix: string): Asked[] {
  const calls: Asked[] = []
  for (const one of listOf(body)) {
    const { id, method } = fieldsOf(one)
    if (typeof method === 'string' && typeof id === 'number')
      calls.push({ key: `${prefix} ${id}`, kind: 'rpc' })
  }
  return calls
}

function answersByKey(events: readonly TimelineEvent[]): Map<string, PacketEvent[]> {
  const answers = new Map<string, PacketEvent[]>()
  for (const packet of events) {
    if (packet.t !== 'packet') continue
    for (const key of answeredBy(packet)) {
      const known = answers.get(key)
      if (known) known.push(packet)
      else answers.set(key, [packet])
    }
  }
  return answers
}

function answeredBy(packet: PacketEvent): string[] {
  const { conn, name } = packet
  const asked = packet.direction === 'up' ? 'down' : 'up'
  if (packet.event === 'rpc') return outcomesIn(packet, `${conn} rpc ${asked}`)
  if (
    (name === 'register.ack' || name === 'reconnect.ack') &&
    bodyOf(packet)['reason'] !== 'ALREADY_REGISTERED'
  ) {
    return [`${conn} register`]
  }
  const { respId } = bodyOf(packet)
  return typeof respId === 'number' ? [`${conn} ${asked} ${respId}`] : []
}

function outcomesIn({ body }: PacketEvent, prefix: string): string[] {
  const keys: string[] = []
  for (const one of listOf(body)) {
    const { id, method } = fieldsOf(one)
    if (typeof id === 'number' && method === undefined) keys.push(`${prefix} ${id}`)
  }
  return keys
}

/** Connection → when one end saw it close, or lost it to the end of its process. */
function endsOfLinks(events: readonly TimelineEvent[]): Map<string, Nanoseconds> {
  const over = new Map<string, Nanoseconds>()
  const open = new Map<string, Set<string>>()
  const end = (conn: string, at: Nanoseconds): void => void over.set(conn, over.get(conn) ?? at)
  for (const event of events) {
    if (event.t === 'link' && event.event === 'closed') end(event.conn, event.at)
    if (event.t === 'link' && event.event === 'opened') {
      open.set(event.process, (open.get(event.process) ?? new Set()).add(event.conn))
    }
    if (event.t !== 'process' || event.event !== 'exited') continue
    for (const conn of open.get(event.process) ?? []) end(conn, event.at)
    open.delete(event.process)
  }
  return over
}
