// The requests in a recording, with their answers and the end of their links, for the checks of answers.
import type { TimelineWords } from '../words/en.ts'
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { isOnBus } from '../bus.ts'
import { hasOwnProtocol } from '../dialect-of.ts'
import { timeOf, type Nanoseconds, type PacketEvent, type TimelineEvent } from '../event.ts'
import { asRecord, asArray, asString } from '../unknown-json.ts'
import { parsedBody } from './announcements.ts'
import { calledRequests } from './called-requests.ts'
import { innerMap } from './map-of.ts'

/** Grove itself answers `own`. The user's modules and methods (`users`, `rpc`) may take any time. */
export type Kind = 'register' | 'own' | 'users' | 'rpc'

interface NumberedRequest<Id = number | string> {
  kind: Kind
  /** The request's number within its topic, or the id of its call. */
  id: Id
}

/** Requests are numbered per connection and direction, and separately for RPC. */
type Topic = 'register' | 'up' | 'down' | 'rpc up' | 'rpc down'

export interface CheckedRequest extends NumberedRequest {
  packet: PacketEvent
  answers: readonly PacketEvent[]
  /** How many packets of its connection ask with this id. */
  askedTimes: number
  /** When one end saw the connection close, or its process ended; null if neither was seen. */
  closedAt: Nanoseconds | null
}

const NONE: readonly PacketEvent[] = []

/** Cached, because several rules need the requests of the same events. */
const cache = new WeakMap<readonly TimelineEvent[], CheckedRequest[]>()

/** Returns the requests in order, without the RPC calls that have exactly one answer (nearly all). */
export function requestsIn(events: readonly TimelineEvent[], dialect: Dialect): CheckedRequest[] {
  const known = cache.get(events) ?? collectRequests(events, dialect)
  cache.set(events, known)
  return known
}

function collectRequests(events: readonly TimelineEvent[], dialect: Dialect): CheckedRequest[] {
  const { closedAt, exitedAt } = closeTimes(events)
  if (!hasOwnProtocol(dialect)) {
    return calledRequests(events, (packet) =>
      isOnBus(packet.conn) ? exitAfter(exitedAt, packet) : (closedAt.get(packet.conn) ?? null),
    )
  }
  const answers = new Answers(events)
  const requests: CheckedRequest[] = []
  for (const packet of events) {
    // A dropped request expects no answer; a dropped answer still counts as given.
    if (packet.t !== 'packet' || packet.dropped) continue
    const given = answers.on(packet.conn, topicOf(packet, packet.direction))
    for (const { kind, id } of numberedRequests(packet)) {
      const found = given?.get(id) ?? NONE
      if (kind === 'rpc' && found.length === 1) continue
      requests.push({
        packet,
        id,
        kind,
        answers: found,
        askedTimes: 1,
        closedAt: closedAt.get(packet.conn) ?? null,
      })
    }
  }
  return requests
}

/** "register of chat-1 to master-1". */
export function describeRequest({ packet }: CheckedRequest, { checks }: TimelineWords): string {
  return checks.request(packet.name, packet.from, packet.to)
}

function topicOf({ event }: PacketEvent, direction: PacketEvent['direction']): Topic {
  if (event === 'rpc') return direction === 'up' ? 'rpc up' : 'rpc down'
  return event === 'register' || event === 'reconnect' ? 'register' : direction
}

function numberedRequests(packet: PacketEvent): NumberedRequest<number>[] {
  const { event, direction, n } = packet
  if (event === 'rpc') return callsIn(packet)
  if (event === 'register' || event === 'reconnect') {
    // A monitor registers once, first on its connection; a second attempt is refused, and closes the link.
    return direction === 'up' && n === 1 ? [{ kind: 'register', id: 0 }] : []
  }
  const { reqId, moduleId } = parsedBody(packet)
  if (typeof reqId !== 'number') return []
  return [{ kind: (asString(moduleId) ?? '').startsWith('__') ? 'own' : 'users', id: reqId }]
}

function callsIn({ body }: PacketEvent): NumberedRequest<number>[] {
  const calls: NumberedRequest<number>[] = []
  for (const one of asArray(body)) {
    const { id, method } = asRecord(one)
    if (typeof method === 'string' && typeof id === 'number') calls.push({ kind: 'rpc', id })
  }
  return calls
}

/** The answers by connection, topic and request number. */
class Answers {
  readonly #connections = new Map<string, Map<Topic, Map<number, PacketEvent[]>>>()

  constructor(events: readonly TimelineEvent[]) {
    for (const event of events) if (event.t === 'packet') this.#add(event)
  }

  on(conn: string, topic: Topic): ReadonlyMap<number, readonly PacketEvent[]> | undefined {
    return this.#connections.get(conn)?.get(topic)
  }

  #add(packet: PacketEvent): void {
    const ids = answeredNumbers(packet)
    if (ids.length === 0) return
    const requestTopic = topicOf(packet, packet.direction === 'up' ? 'down' : 'up')
    const topic = isRegistrationAnswer(packet) ? 'register' : requestTopic
    const answers = innerMap(innerMap(this.#connections, packet.conn), topic)
    for (const id of ids) {
      const known = answers.get(id)
      if (known) known.push(packet)
      else answers.set(id, [packet])
    }
  }
}

function answeredNumbers(packet: PacketEvent): number[] {
  if (packet.event === 'rpc') return rpcAnswersIn(packet)
  if (isRegistrationAnswer(packet)) return [0]
  const { respId } = parsedBody(packet)
  return typeof respId === 'number' ? [respId] : []
}

/** Whether a packet answers the `register` or `reconnect` that began its connection. */
function isRegistrationAnswer(packet: PacketEvent): boolean {
  const { event, name } = packet
  if (event === 'rpc' || (name !== 'register.ack' && name !== 'reconnect.ack')) return false
  return parsedBody(packet)['reason'] !== 'ALREADY_REGISTERED'
}

function rpcAnswersIn({ body }: PacketEvent): number[] {
  const ids: number[] = []
  for (const one of asArray(body)) {
    const { id, method } = asRecord(one)
    if (typeof id === 'number' && method === undefined) ids.push(id)
  }
  return ids
}

interface CloseTimes {
  /** Connection → when one end saw it close or a process at its end exited. */
  closedAt: Map<string, Nanoseconds>
  /** Process → its exits, in order. */
  exitedAt: Map<string, Nanoseconds[]>
}

function closeTimes(events: readonly TimelineEvent[]): CloseTimes {
  const times = new Map<string, Nanoseconds>()
  const exitedAt = new Map<string, Nanoseconds[]>()
  const open = new Map<string, Set<string>>()
  const end = (conn: string, at: Nanoseconds): void => void times.set(conn, times.get(conn) ?? at)
  for (const event of events) {
    if (event.t === 'link' && event.event === 'closed') end(event.conn, event.at)
    if (event.t === 'link' && event.event === 'opened') {
      open.set(event.process, (open.get(event.process) ?? new Set()).add(event.conn))
    }
    if (event.t !== 'process' || event.event !== 'exited') continue
    exitedAt.set(event.process, [...(exitedAt.get(event.process) ?? []), event.at])
    for (const conn of open.get(event.process) ?? []) end(conn, event.at)
    open.delete(event.process)
  }
  return { closedAt: times, exitedAt }
}

/** Returns when the first of the two ends of a packet exited after it. */
function exitAfter(exitedAt: CloseTimes['exitedAt'], packet: PacketEvent): Nanoseconds | null {
  const since = timeOf(packet)
  const exits = [packet.from, packet.to].flatMap(
    (process) => exitedAt.get(process)?.find((at) => at >= since) ?? [],
  )
  return exits.length === 0 ? null : Math.min(...exits)
}
