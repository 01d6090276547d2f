// Joins the tap records of all processes into events: the two ends of a packet become one row.
import type { Dialect } from '../../core/protocol/dialect.ts'
import { GROVE_DIALECT } from '../../core/protocol/grove-dialect.ts'
import type { DroppedRecord, PacketRecord, TapRecord } from '../../core/protocol/record.ts'
import { BusPairing } from './bus-pairing.ts'
import {
  ConnectionPairing,
  firstSeen,
  mergedRecord,
  withParsedBody,
  type PartialPacket,
} from './connection-pairing.ts'
import type { Nanoseconds, PacketEvent, TimelineEvent, UnnumberedEvent } from './event.ts'
import { Redactor } from './redact.ts'
import { RowContent } from './row-content.ts'

const PAIR_TIMEOUT_NS: Nanoseconds = 5e9
/** Requests, and connections that one end has closed, are kept this many timeouts: a hung process may resume. */
const RETENTION_FACTOR = 12

export interface PairingOptions {
  /** How long a packet waits for the report of its other end. */
  pairTimeoutNs?: Nanoseconds | undefined
  redactor?: Redactor | undefined
  dialect?: Dialect | undefined
}

/** Emits each finished event once, with `seq` rising by one from 1. */
export class Pairing {
  readonly #emit: (event: TimelineEvent) => void
  readonly #pairTimeoutNs: Nanoseconds
  readonly #redactor: Redactor
  readonly #content: RowContent
  readonly #bus: BusPairing
  readonly #connections = new Map<string, ConnectionPairing>()
  /** All partial packets, the oldest first. */
  readonly #waiting = new Map<PartialPacket, ConnectionPairing>()
  #seq = 0
  #dropped = 0
  /** Rises with each call of `takeOverdue`. */
  #round = 0

  constructor(emit: (event: TimelineEvent) => void, options: PairingOptions = {}) {
    this.#emit = emit
    this.#pairTimeoutNs = options.pairTimeoutNs ?? PAIR_TIMEOUT_NS
    this.#redactor = options.redactor ?? new Redactor()
    this.#content = new RowContent(options.dialect ?? GROVE_DIALECT, this.#redactor)
    this.#bus = new BusPairing(this.#content, (row) => this.addEvent(row))
  }

  /** What events call `node` from now on is this process. */
  addAlias(node: string, process: string): void {
    this.#content.addAlias(node, process)
  }

  /** Lost records, as reported in gaps. */
  get dropped(): number {
    return this.#dropped
  }

  /** Packets that wait for the report of their other end. */
  get unpaired(): number {
    return this.#waiting.size + this.#bus.pending
  }

  /** Connections that are still tracked. */
  get connections(): number {
    return this.#connections.size
  }

  /** Adds a record of one process. Records of a process must come in its order. */
  addRecord(process: string, instance: string, record: TapRecord): void {
    switch (record.t) {
      case 'sent':
      case 'received':
        return this.#addPacket(process, this.#content.named(record))
      case 'published':
      case 'delivered':
        return this.#bus.add(process, record)
      case 'dropped':
        return this.#addDropped(process, this.#content.named(record))
      case 'link': {
        const named =
          record.peer === undefined ? record : { ...record, peer: this.#content.laneOf(record.peer) }
        if (record.event !== 'refused') this.#connection(record.conn).observeLink(process, named)
        this.addEvent({ ...named, process })
        return this.#dropIfOver(record.conn)
      }
      case 'state':
        if (record.from === null) this.#bus.restart(process, record.at)
        return this.addEvent({ ...record, process, instance })
      case 'view':
        return this.addEvent({
          ...record,
          process,
          instance,
          added: record.added.map(this.#content.memberOf),
          removed: record.removed.map(this.#content.memberOf),
        })
      case 'step': {
        const about = record.about === undefined ? undefined : this.#content.laneOf(record.about)
        return this.addEvent({ ...record, process, about, phase: this.#content.phaseOfStep(record.step) })
      }
      case 'proxy':
        return this.addEvent({ ...record, process, server: this.#content.laneOf(record.server) })
      case 'gap':
        this.#dropped += record.lost
        return this.addEvent({ ...record, process })
      default:
        return this.addEvent({ ...record, process })
    }
  }

  /** Adds an event of the host: processes, faults, marks, findings, logs. */
  addEvent(event: UnnumberedEvent): void {
    const { t, ...rest } = event
    // Time and process first, for people who read the file.
    const when = 'at' in event ? { at: event.at } : {}
    const who = 'process' in event ? { process: event.process } : {}
    const whole = { t, seq: (this.#seq += 1), ...when, ...who, ...rest } as TimelineEvent
    // The body of a packet is redacted already, when its row is made.
    this.#emit(whole.t === 'packet' ? whole : this.#redactor.event(whole))
  }

  /** Emits the packets whose other end was not reported in time. */
  expire(now: Nanoseconds): void {
    for (const [half, connection] of this.#waiting) {
      if (firstSeen(half) > now - this.#pairTimeoutNs) break
      this.#emitPacket(half, connection)
    }
    this.#bus.expire(now - this.#pairTimeoutNs, now - this.#pairTimeoutNs * RETENTION_FACTOR)
    for (const [conn, connection] of this.#connections) {
      connection.requests.expire(now - this.#pairTimeoutNs * RETENTION_FACTOR)
      if (connection.isOver(now - this.#pairTimeoutNs * RETENTION_FACTOR)) this.#connections.delete(conn)
    }
  }

  /** Returns, once each, the packets that are still partial at the third call since they were seen, as rows. */
  takeOverdue(): Omit<PacketEvent, 'seq'>[] {
    this.#round += 1
    const rows: Omit<PacketEvent, 'seq'>[] = []
    for (const [half, connection] of this.#waiting) {
      if (half.round > this.#round - 3) break
      const record = half.labels ? null : mergedRecord(half)
      if (record) rows.push(this.#rowOf(half, record, connection))
    }
    return rows
  }

  /** Emits all packets that are left, complete or not. */
  flush(): void {
    for (const [half, connection] of this.#waiting) this.#emitPacket(half, connection)
    this.#bus.expire(Infinity, Infinity)
    this.#connections.clear()
  }

  #addPacket(process: string, record: PacketRecord): void {
    const { conn, direction, n } = record
    const connection = this.#connection(conn)
    const parsed = withParsedBody(record)
    connection.observePacket(process, parsed)
    const id = `${conn}/${direction}/${n}`
    const half = connection.pending.get(id) ?? this.#startPacket(id, connection, parsed)
    if (!half || half[record.t]) return
    half[record.t] = record
    if (half.sent && (half.received || half.dropped)) this.#emitPacket(half, connection)
  }

  /** A packet that was dropped before it was sent has no number, and no other end to report it. */
  #addDropped(process: string, { id, n = 0, ...record }: DroppedRecord): void {
    const connection = this.#connection(record.conn)
    const parsed = withParsedBody({ ...record, n, t: n === 0 ? 'sent' : 'received' })
    connection.observePacket(process, parsed)
    const half = connection.pending.get(id) ?? this.#startPacket(id, connection, parsed)
    if (!half) return
    half.dropped = parsed
    if (n === 0) half.sent = parsed
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
    this.addEvent(this.#rowOf(half, record, connection))
    this.#dropIfOver(record.conn)
  }

  #rowOf(half: PartialPacket, record: PacketRecord, connection: ConnectionPairing): Omit<PacketEvent, 'seq'> {
    const { link, conn, direction, n, causes } = record
    const up = direction === 'up'
    const { name, answers, calls } = (half.labels ??= connection.requests.labelsFor(withParsedBody(record)))
    return {
      t: 'packet',
      id: half.id,
      link,
      conn,
      direction,
      n: n === 0 ? undefined : n,
      from: connection.endName(up ? 'dialler' : 'listener', half),
      to: connection.endName(up ? 'listener' : 'dialler', half),
      ...this.#content.contentOf(record, name),
      sent: half.sent?.at ?? null,
      received: half.received?.at ?? null,
      causes: causes?.length ? causes : undefined,
      answers,
      calls,
      body: this.#content.bodyOf(record),
      truncated: record.truncated,
      dropped: half.dropped ? true : undefined,
    }
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
