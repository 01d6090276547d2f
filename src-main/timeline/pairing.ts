// Joins what all processes saw into finished events: the two ends of a packet become one row.
import type { DroppedRecord, PacketRecord, TapRecord } from '../../core/protocol/record.ts'
import { Connection, type Half } from './connection.ts'
import { parseCut } from './cut-json.ts'
import type { Nanoseconds, PacketEvent, TimelineEvent, UnnumberedEvent } from './event.ts'
import { phaseOf } from './naming.ts'
import { redact, redactText } from './redact.ts'

const PATIENCE: Nanoseconds = 5e9
/** Questions, and connections that only one end closed, are remembered for so many patiences: a hung process may wake. */
const MEMORY = 12

export interface PairingOptions {
  /** How long a packet waits for its other end, nanoseconds. */
  patience?: Nanoseconds
}

/** Takes tap records of all processes and emits finished events, `seq` rising by one from 1. */
export class Pairing {
  readonly #emit: (event: TimelineEvent) => void
  readonly #patience: Nanoseconds
  readonly #connections = new Map<string, Connection>()
  /** All half-known packets, the one seen first at the front. */
  readonly #waiting = new Map<Half, Connection>()
  #seq = 0
  #dropped = 0
  /** Rises with each call of `overdue`. */
  #turn = 0

  constructor(emit: (event: TimelineEvent) => void, options: PairingOptions = {}) {
    this.#emit = emit
    this.#patience = options.patience ?? PATIENCE
  }

  /** Records that were lost, as the gaps say. */
  get dropped(): number {
    return this.#dropped
  }

  /** Packets of which one end is known and the other awaited. */
  get halfKnown(): number {
    return this.#waiting.size
  }

  /** Connections of which something is still remembered. */
  get connections(): number {
    return this.#connections.size
  }

  /** One record, as the process of that id and instance reported it, in its order. */
  take(process: string, instance: string, record: TapRecord): void {
    switch (record.t) {
      case 'sent':
      case 'received':
        return this.#takePacket(process, record)
      case 'dropped':
        return this.#takeDropped(process, record)
      case 'link':
        if (record.event !== 'refused') this.#connection(record.conn).sawLink(process, record)
        this.add({ ...record, process })
        return this.#forget(record.conn)
      case 'state':
      case 'view':
        return this.add({ ...record, process, instance })
      case 'gap':
        this.#dropped += record.lost
        return this.add({ ...record, process })
      default:
        return this.add({ ...record, process })
    }
  }

  /** A row that the host knows by itself: processes, faults, marks, findings, logs. */
  add(event: UnnumberedEvent): void {
    const { t, ...rest } = event
    // Moment and process first, for people who read the file.
    const when = 'at' in event ? { at: event.at } : {}
    const who = 'process' in event ? { process: event.process } : {}
    this.#emit({ t, seq: (this.#seq += 1), ...when, ...who, ...rest } as TimelineEvent)
  }

  /** Writes the packets whose other end did not come in time. */
  expire(now: Nanoseconds): void {
    for (const [half, connection] of this.#waiting) {
      if (firstSeen(half) > now - this.#patience) break
      this.#write(half, connection)
    }
    for (const [conn, connection] of this.#connections) {
      connection.conversation.forget(now - this.#patience * MEMORY)
      if (connection.isOver(now - this.#patience * MEMORY)) this.#connections.delete(conn)
    }
  }

  /** Packets still half known at the third call since they were seen, as they would be written now; each is told once. */
  overdue(): Omit<PacketEvent, 'seq'>[] {
    this.#turn += 1
    const rows: Omit<PacketEvent, 'seq'>[] = []
    for (const [half, connection] of this.#waiting) {
      if (half.turn > this.#turn - 3) break
      const record = half.exchange ? null : fullest(half)
      if (record) rows.push(rowOf(half, record, connection))
    }
    return rows
  }

  /** Writes all that is left, complete or not. */
  finish(): void {
    for (const [half, connection] of this.#waiting) this.#write(half, connection)
    this.#connections.clear()
  }

  #takePacket(process: string, record: PacketRecord): void {
    const { conn, direction, n } = record
    const connection = this.#connection(conn)
    const legible = readable(record)
    connection.sawPacket(process, legible)
    const id = `${conn}/${direction}/${n}`
    const half = connection.pending.get(id) ?? this.#begin(id, connection, legible)
    if (!half || half[record.t]) return
    half[record.t] = record
    if (half.sent && (half.received || half.dropped)) this.#write(half, connection)
  }

  /** What never left its sender has no number, and nobody else will tell of it. */
  #takeDropped(process: string, { id, n = 0, ...record }: DroppedRecord): void {
    const connection = this.#connection(record.conn)
    const legible = readable({ ...record, n, t: n === 0 ? 'sent' : 'received' })
    connection.sawPacket(process, legible)
    const half = connection.pending.get(id) ?? this.#begin(id, connection, legible)
    if (!half) return
    half.dropped = legible
    if (n === 0) half.sent = legible
    if (half.sent) this.#write(half, connection)
  }

  #begin(id: string, connection: Connection, record: PacketRecord): Half | null {
    if (record.n > 0 && record.n <= connection.givenUp[record.direction]) return null
    const half: Half = {
      id,
      sent: null,
      received: null,
      dropped: null,
      strangers: connection.strangers,
      turn: this.#turn,
      exchange: null,
    }
    connection.pending.set(id, half)
    connection.conversation.hear(id, record)
    this.#waiting.set(half, connection)
    return half
  }

  #write(half: Half, connection: Connection): void {
    this.#waiting.delete(half)
    connection.pending.delete(half.id)
    const record = fullest(half)
    if (!record) return
    if (!half.sent || !half.received) {
      connection.givenUp[record.direction] = Math.max(connection.givenUp[record.direction], record.n)
    }
    this.add(rowOf(half, record, connection))
    this.#forget(record.conn)
  }

  #connection(conn: string): Connection {
    const known = this.#connections.get(conn)
    if (known) return known
    const connection = new Connection(conn)
    this.#connections.set(conn, connection)
    return connection
  }

  #forget(conn: string): void {
    if (this.#connections.get(conn)?.isOver(-Infinity)) this.#connections.delete(conn)
  }
}

function firstSeen({ sent, received, dropped }: Half): Nanoseconds {
  return sent?.at ?? received?.at ?? dropped?.at ?? 0
}

/** The sender's record, with what only the receiver's has. */
function fullest({ sent, received, dropped }: Half): PacketRecord | null {
  if (!sent || !received) return sent ?? received ?? dropped
  const causes = sent.causes ?? received.causes
  const bodied = sent.body === undefined ? received : sent
  const { body, truncated } = bodied
  return { ...sent, ...(causes ? { causes } : {}), ...(truncated ? { truncated } : {}), body }
}

/** A body that was cut off is text; names are read from as much of it as is whole. */
function readable(record: PacketRecord): PacketRecord {
  return typeof record.body === 'string' ? { ...record, body: parseCut(record.body) } : record
}

function rowOf(half: Half, record: PacketRecord, connection: Connection): Omit<PacketEvent, 'seq'> {
  const { link, conn, direction, n, event, bytes, causes, truncated } = record
  const up = direction === 'up'
  const legible = readable(record)
  const { name, answers, calls } = (half.exchange ??= connection.conversation.settle(legible))
  const body = typeof record.body === 'string' ? redactText(record.body) : redact(record.body)
  return {
    t: 'packet',
    id: half.id,
    link,
    conn,
    direction,
    ...(n === 0 ? {} : { n }),
    from: connection.nameOf(up ? 'dialler' : 'listener', half),
    to: connection.nameOf(up ? 'listener' : 'dialler', half),
    event,
    name,
    phase: phaseOf(name, legible.body),
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
