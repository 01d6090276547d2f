// Joins what all processes saw into finished events: the two ends of a packet become one row.
import type { DroppedRecord, PacketRecord, TapRecord } from '../../core/protocol/record.ts'
import { ConnectionPairing, type PartialPacket } from './connection-pairing.ts'
import { parseTruncatedJson } from './truncated-json.ts'
import type { Nanoseconds, PacketEvent, TimelineEvent, UnnumberedEvent } from './event.ts'
import { packetPhase } from './naming.ts'
import { redact, redactText } from './redact.ts'

const PAIR_TIMEOUT_NS: Nanoseconds = 5e9
/** Questions, and connections that only one end closed, are remembered for so many patiences: a hung process may wake. */
const RETENTION_FACTOR = 12

export interface PairingOptions {
  /** How long a packet waits for its other end, nanoseconds. */
  pairTimeoutNs?: Nanoseconds
}

/** Takes tap records of all processes and emits finished events, `seq` rising by one from 1. */
export class Pairing {
  readonly #emit: (event: TimelineEvent) => void
  readonly #pairTimeoutNs: Nanoseconds
  readonly #connections = new Map<string, ConnectionPairing>()
  /** All half-known packets, the one seen first at the front. */
  readonly #waiting = new Map<PartialPacket, ConnectionPairing>()
  #seq = 0
  #dropped = 0
  /** Rises with each call of `overdue`. */
  #round = 0

  constructor(emit: (event: TimelineEvent) => void, options: PairingOptions = {}) {
    this.#emit = emit
    this.#pairTimeoutNs = options.pairTimeoutNs ?? PAIR_TIMEOUT_NS
  }

  /** Records that were lost, as the gaps say. */
  get dropped(): number {
    return this.#dropped
  }

  /** Packets of which one end is known and the other awaited. */
  get unpaired(): number {
    return this.#waiting.size
  }

  /** Connections of which something is still remembered. */
  get connections(): number {
    return this.#connections.size
  }

  /** One record, as the process of that id and instance reported it, in its order. */
  addRecord(process: string, instance: string, record: TapRecord): void {
    switch (record.t) {
      case 'sent':
      case 'received':
        return this.#addPacket(process, record)
      case 'dropped':
        return this.#addDropped(process, record)
      case 'link':
        if (record.event !== 'refused') this.#connection(record.conn).observeLink(process, record)
        this.addEvent({ ...record, process })
        return this.#dropIfOver(record.conn)
      case 'state':
      case 'view':
        return this.addEvent({ ...record, process, instance })
      case 'gap':
        this.#dropped += record.lost
        return this.addEvent({ ...record, process })
      default:
        return this.addEvent({ ...record, process })
    }
  }

  /** A row that the host knows by itself: processes, faults, marks, findings, logs. */
  addEvent(event: UnnumberedEvent): void {
    const { t, ...rest } = event
    // Moment and process first, for people who read the file.
    const when = 'at' in event ? { at: event.at } : {}
    const who = 'process' in event ? { process: event.process } : {}
    this.#emit({ t, seq: (this.#seq += 1), ...when, ...who, ...rest } as TimelineEvent)
  }

  /** Writes the packets whose other end did not come in time. */
  expire(now: Nanoseconds): void {
    for (const [half, connection] of this.#waiting) {
      if (firstSeen(half) > now - this.#pairTimeoutNs) break
      this.#emitPacket(half, connection)
    }
    for (const [conn, connection] of this.#connections) {
      connection.requests.expire(now - this.#pairTimeoutNs * RETENTION_FACTOR)
      if (connection.isOver(now - this.#pairTimeoutNs * RETENTION_FACTOR)) this.#connections.delete(conn)
    }
  }

  /** Packets still half known at the third call since they were seen, as they would be written now; each is told once. */
  takeOverdue(): Omit<PacketEvent, 'seq'>[] {
    this.#round += 1
    const rows: Omit<PacketEvent, 'seq'>[] = []
    for (const [half, connection] of this.#waiting) {
      if (half.round > this.#round - 3) break
      const record = half.labels ? null : mergedRecord(half)
      if (record) rows.push(rowOf(half, record, connection))
    }
    return rows
  }

  /** Writes all that is left, complete or not. */
  flush(): void {
    for (const [half, connection] of this.#waiting) this.#emitPacket(half, connection)
    this.#connections.clear()
  }

  #addPacket(process: string, record: PacketRecord): void {
    const { conn, direction, n } = record
    const connection = this.#connection(conn)
    const legible = withParsedBody(record)
    connection.observePacket(process, legible)
    const id = `${conn}/${direction}/${n}`
    const half = connection.pending.get(id) ?? this.#startPacket(id, connection, legible)
    if (!half || half[record.t]) return
    half[record.t] = record
    if (half.sent && (half.received || half.dropped)) this.#emitPacket(half, connection)
  }

  /** What never left its sender has no number, and nobody else will tell of it. */
  #addDropped(process: string, { id, n = 0, ...record }: DroppedRecord): void {
    const connection = this.#connection(record.conn)
    const legible = withParsedBody({ ...record, n, t: n === 0 ? 'sent' : 'received' })
    connection.observePacket(process, legible)
    const half = connection.pending.get(id) ?? this.#startPacket(id, connection, legible)
    if (!half) return
    half.dropped = legible
    if (n === 0) half.sent = legible
    if (half.sent) this.#emitPacket(half, connection)
  }

  #startPacket(id: string, connection: ConnectionPairing, record: PacketRecord): PartialPacket | null {
    if (record.n > 0 && record.n <= connection.expiredUpTo[record.direction]) return null
    const half: PartialPacket = {
      id,
      sent: null,
      received: null,
      dropped: null,
      fallbackNames: connection.fallbackNames,
      round: this.#round,
      labels: null,
    }
    connection.pending.set(id, half)
    connection.requests.addRequests(id, record)
    this.#waiting.set(half, connection)
    return half
  }

  #emitPacket(half: PartialPacket, connection: ConnectionPairing): void {
    this.#waiting.delete(half)
    connection.pending.delete(half.id)
    const record = mergedRecord(half)
    if (!record) return
    if (!half.sent || !half.received) {
      connection.expiredUpTo[record.direction] = Math.max(connection.expiredUpTo[record.direction], record.n)
    }
    this.addEvent(rowOf(half, record, connection))
    this.#dropIfOver(record.conn)
  }

  #connection(conn: string): ConnectionPairing {
    const known = this.#connections.get(conn)
    if (known) return known
    const connection = new ConnectionPairing(conn)
    this.#connections.set(conn, connection)
    return connection
  }

  #dropIfOver(conn: string): void {
    if (this.#connections.get(conn)?.isOver(-Infinity)) this.#connections.delete(conn)
  }
}

function firstSeen({ sent, received, dropped }: PartialPacket): Nanoseconds {
  return sent?.at ?? received?.at ?? dropped?.at ?? 0
}

/** The sender's record, with what only the receiver's has. */
function mergedRecord({ sent, received, dropped }: PartialPacket): PacketRecord | null {
  if (!sent || !received) return sent ?? received ?? dropped
  const causes = sent.causes ?? received.causes
  const bodied = sent.body === undefined ? received : sent
  const { body, truncated } = bodied
  return { ...sent, ...(causes ? { causes } : {}), ...(truncated ? { truncated } : {}), body }
}

/** A body that was cut off is text; names are read from as much of it as is whole. */
function withParsedBody(record: PacketRecord): PacketRecord {
  return typeof record.body === 'string' ? { ...record, body: parseTruncatedJson(record.body) } : record
}

function rowOf(
  half: PartialPacket,
  record: PacketRecord,
  connection: ConnectionPairing,
): Omit<PacketEvent, 'seq'> {
  const { link, conn, direction, n, event, bytes, causes, truncated } = record
  const up = direction === 'up'
  const legible = withParsedBody(record)
  const { name, answers, calls } = (half.labels ??= connection.requests.labelsFor(legible))
  const body = typeof record.body === 'string' ? redactText(record.body) : redact(record.body)
  return {
    t: 'packet',
    id: half.id,
    link,
    conn,
    direction,
    ...(n === 0 ? {} : { n }),
    from: connection.endName(up ? 'dialler' : 'listener', half),
    to: connection.endName(up ? 'listener' : 'dialler', half),
    event,
    name,
    phase: packetPhase(name, legible.body),
    bytes,
    sent: half.sent?.at ?? null,
    received: half.received?.at ?? null,
    ...(causes?.length ? { causes } : {}),
    ...(answers === undefined ? {} : { answers }),
    ...(calls ? { calls } : {}),
    ...(body === undefined ? {} : { body }),
    ...(truncated ? { truncated } : {}),
    ...(half.dropped ? { dropped: true } : {}),
  }
}
