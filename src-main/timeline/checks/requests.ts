// What was asked, what answered it, and until when its link was open: what the rules about answers look at.
import type { Nanoseconds, PacketEvent, TimelineEvent } from '../event.ts'
import { fieldsOf, listOf, textOf } from '../plain.ts'
import { bodyOf } from './announced.ts'

/** `own` is what Grove itself answers; a call of a user's own method or module may take longer than any deadline. */
type Kind = 'register' | 'own' | 'users' | 'rpc'

interface Asked {
  packet: PacketEvent
  key: string
  kind: Kind
}

export interface Request extends Asked {
  answers: PacketEvent[]
  /** When one end saw its connection close, or the process there ended; null where neither was seen. */
  closedAt: Nanoseconds | null
}

/** Several rules look at the same events. */
const remembered = new WeakMap<readonly TimelineEvent[], Request[]>()

/** Everything that was asked, in the order of asking. */
export function requestsIn(events: readonly TimelineEvent[]): Request[] {
  const known = remembered.get(events) ?? gather(events)
  remembered.set(events, known)
  return known
}

function gather(events: readonly TimelineEvent[]): Request[] {
  const packets = events.filter((event) => event.t === 'packet')
  const answers = answersByKey(packets)
  const over = endsOfLinks(events)
  // What a fault dropped was never asked; an answer that it dropped was given.
  return packets
    .filter(({ dropped }) => !dropped)
    .flatMap(askedIn)
    .map((asked) => ({
      ...asked,
      answers: answers.get(asked.key) ?? [],
      closedAt: over.get(asked.packet.conn) ?? null,
    }))
}

/** "register of chat-1 to master-1". */
export function describeRequest({ packet }: Request): string {
  return `${packet.name} of ${packet.from} to ${packet.to}`
}

function askedIn(packet: PacketEvent): Asked[] {
  const { event, conn, direction } = packet
  if (event === 'rpc') {
    const calls = listOf(packet.body).filter((one) => typeof fieldsOf(one)['method'] === 'string')
    return calls.flatMap((call) => {
      const { id } = fieldsOf(call)
      return typeof id === 'number'
        ? [{ packet, key: `${conn} rpc ${direction} ${id}`, kind: 'rpc' as const }]
        : []
    })
  }
  if (event === 'register' || event === 'reconnect') {
    // Only the first on a connection is asked by a monitor; a second is refused, and the refusal closes the link.
    return direction === 'up' && packet.n === 1 ? [{ packet, key: `${conn} register`, kind: 'register' }] : []
  }
  const { reqId, moduleId } = bodyOf(packet)
  if (typeof reqId !== 'number') return []
  const kind = (textOf(moduleId) ?? '').startsWith('__') ? 'own' : 'users'
  return [{ packet, key: `${conn} ${direction} ${reqId}`, kind }]
}

function answersByKey(packets: readonly PacketEvent[]): Map<string, PacketEvent[]> {
  const answers = new Map<string, PacketEvent[]>()
  for (const packet of packets) {
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
  if (packet.event === 'rpc') {
    const outcomes = listOf(packet.body).map(fieldsOf)
    return outcomes.flatMap((one) =>
      typeof one['id'] === 'number' && one['method'] === undefined
        ? [`${conn} rpc ${asked} ${one['id']}`]
        : [],
    )
  }
  if (
    (name === 'register.ack' || name === 'reconnect.ack') &&
    bodyOf(packet)['reason'] !== 'ALREADY_REGISTERED'
  ) {
    return [`${conn} register`]
  }
  const { respId } = bodyOf(packet)
  return typeof respId === 'number' ? [`${conn} ${asked} ${respId}`] : []
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
