// Pairs the packets of a bus: what was published, with each delivery of it, by topic and key.
import type { BusRecord, CallRecord } from '../../core/protocol/record.ts'
import { busOf } from './bus.ts'
import type { RowContent } from './row-content.ts'
import type { Nanoseconds, PacketEvent, RpcCallLabel } from './event.ts'

/** Packets of the same content, of which one is delivered, are told apart by this: bursts are shorter, intervals longer. */
const USUAL_LATENCY_NS: Nanoseconds = 1e9

/** A packet row without its number. */
type Row = Omit<PacketEvent, 'seq'>

interface Publication {
  process: string
  record: BusRecord
  /** The only receiver, if the packet names one. */
  to: string | null
  receivers: Set<string>
  /** The rows of the calls that it answers, by the call's id. */
  answered: Map<number | string, string | undefined>
}

interface Delivery {
  process: string
  record: BusRecord
}

/** A call that was published; a call to many has a row for each receiver. */
interface OpenCall {
  at: Nanoseconds
  from: string
  packet: string
  /** Receiver → the id of its row. */
  rows: Map<string, string>
  /** Who has not answered yet; null if one answer is enough. */
  unanswered: Set<string> | null
}

export class BusPairing {
  readonly #content: RowContent
  readonly #emitRow: (row: Row) => void
  /** By topic and key, the oldest first. */
  readonly #published = new Map<string, Publication[]>()
  /** Deliveries whose publisher has not reported yet. */
  readonly #early = new Map<string, Delivery[]>()
  readonly #calls = new Map<number | string, OpenCall>()
  /** Process → when it first reported; what was published before is not for it. */
  readonly #since = new Map<string, Nanoseconds>()

  constructor(content: RowContent, emit: (row: Row) => void) {
    this.#content = content
    this.#emitRow = emit
  }

  /** Packets that wait for the report of another process. */
  get pending(): number {
    const waiting = [...this.#published.values(), ...this.#early.values()]
    return waiting.reduce((sum, list) => sum + list.length, 0)
  }

  /** A new process plays this lane. */
  restart(process: string, at: Nanoseconds): void {
    this.#since.set(process, at)
  }

  add(process: string, record: BusRecord): void {
    if (record.t === 'delivered') this.#deliver({ process, record })
    else this.#publish(process, record)
  }

  /** Emits what was published or delivered before a time and has nobody at its other end. */
  expire(before: Nanoseconds, callsBefore: Nanoseconds): void {
    for (const [key, publications] of this.#published) {
      const end = firstAfter(publications, before)
      for (const publication of publications.splice(0, end)) this.#emitUnreceived(publication)
      if (publications.length === 0) this.#published.delete(key)
    }
    for (const [key, deliveries] of this.#early) {
      const end = firstAfter(deliveries, before)
      for (const delivery of deliveries.splice(0, end)) this.#emit(null, delivery)
      if (deliveries.length === 0) this.#early.delete(key)
    }
    for (const [id, { at }] of this.#calls) if (at < callsBefore) this.#calls.delete(id)
  }

  #publish(process: string, record: BusRecord): void {
    const to = record.to === undefined ? null : this.#content.laneOf(record.to)
    const publication: Publication = { process, record, to, receivers: new Set(), answered: new Map() }
    for (const call of record.calls ?? []) if (!call.answers) this.#openCall(publication, call)
    if (record.dropped) return this.#emitUnreceived(publication)
    const key = keyOf(record)
    const early = this.#early.get(key)
    listOf(this.#published, key).push(publication)
    if (!early) return
    // A delivery from before is of another packet.
    const later = early.filter((delivery) => delivery.record.at >= record.at)
    if (later.length === early.length) this.#early.delete(key)
    else
      this.#early.set(
        key,
        early.filter((delivery) => !later.includes(delivery)),
      )
    for (const delivery of later) this.#deliver(delivery)
  }

  #deliver(delivery: Delivery): void {
    const { process, record } = delivery
    const key = keyOf(record)
    const from = record.from === undefined ? null : this.#content.laneOf(record.from)
    const since = this.#since.get(process) ?? -Infinity
    const publications = this.#published.get(key) ?? []
    const candidates = publications.filter(
      (one) =>
        !one.receivers.has(process) &&
        (one.to === null || one.to === process) &&
        (from === null || from === one.process) &&
        one.record.at >= since &&
        one.record.at <= record.at,
    )
    // Those that are much older were lost on their way, like heartbeats before a subscription.
    const found = candidates.find((one) => one.record.at >= record.at - USUAL_LATENCY_NS) ?? candidates.at(-1)
    if (!found) return void listOf(this.#early, key).push(delivery)
    found.receivers.add(process)
    this.#emit(found, delivery)
    if (found.to !== null) publications.splice(publications.indexOf(found), 1)
    if (publications.length === 0) this.#published.delete(key)
  }

  #openCall({ process, record }: Publication, { id, expects }: CallRecord): void {
    const unanswered = expects === undefined ? null : new Set(expects.map(this.#content.laneOf))
    this.#calls.set(id, { at: record.at, from: process, packet: record.id, rows: new Map(), unanswered })
  }

  #emit(publication: Publication | null, { process, record }: Delivery): void {
    const { at, link, topic, id, dropped, from } = record
    const sent = publication?.record
    const sender =
      publication?.process ?? (from === undefined ? strangerOf(topic) : this.#content.laneOf(from))
    const content = sent === undefined || sent.body === undefined ? record : sent
    this.#emitRow({
      t: 'packet',
      id,
      link,
      conn: busOf(topic),
      direction: 'up',
      from: sender,
      to: process,
      ...this.#content.contentOf(content),
      sent: sent?.at ?? null,
      received: dropped ? null : at,
      causes: sent?.causes?.length ? sent.causes : undefined,
      ...this.#labels(sent ?? record, publication, sender, process, id),
      body: this.#content.bodyOf(content),
      truncated: content.truncated,
      dropped,
    })
  }

  /** Emits a row for each process that should have got the packet and did not report it. */
  #emitUnreceived(publication: Publication): void {
    const { process, record, to, receivers } = publication
    const { id, topic, at, link, dropped, causes, calls = [] } = record
    const expected = new Set(calls.flatMap(({ expects = [] }) => expects.map(this.#content.laneOf)))
    if (expected.size === 0 && receivers.size === 0) expected.add(to ?? strangerOf(topic))
    for (const receiver of expected) {
      if (receivers.has(receiver)) continue
      const row = expected.size === 1 ? id : `${id}>${receiver}`
      this.#emitRow({
        t: 'packet',
        id: row,
        link,
        conn: busOf(topic),
        direction: 'up',
        from: process,
        to: receiver,
        ...this.#content.contentOf(record),
        sent: at,
        received: null,
        causes: causes?.length ? causes : undefined,
        ...this.#labels(record, publication, process, receiver, row),
        body: this.#content.bodyOf(record),
        truncated: record.truncated,
        dropped,
      })
    }
  }

  #labels(
    { calls: given, link }: BusRecord,
    publication: Publication | null,
    from: string,
    to: string,
    row: string,
  ): Pick<Row, 'answers' | 'calls'> {
    if (given === undefined || given.length === 0) return {}
    const calls = given.map(({ id, method, answers, error, expects }): RpcCallLabel => {
      if (answers) {
        const answered = publication?.answered ?? new Map<number | string, string | undefined>()
        // The same answer may be delivered to many.
        if (!answered.has(id)) answered.set(id, this.#answer(id, from))
        return { id, answers: answered.get(id), error: error ? true : undefined }
      }
      this.#calls.get(id)?.rows.set(to, row)
      return { id, method: method ?? '', expects: expects?.map(this.#content.laneOf) }
    })
    return { answers: link === 'control' ? calls.find((call) => call.answers)?.answers : undefined, calls }
  }

  /** Returns the row of the call that this answer of a process is for. */
  #answer(id: number | string, from: string): string | undefined {
    const call = this.#calls.get(id)
    if (!call) return undefined
    call.unanswered?.delete(from)
    if (call.unanswered === null || call.unanswered.size === 0) this.#calls.delete(id)
    return call.rows.get(from) ?? call.rows.values().next().value ?? call.packet
  }
}

function keyOf({ topic, key }: BusRecord): string {
  return `${topic}\n${key}`
}

function strangerOf(topic: string): string {
  return `?${busOf(topic)}`
}

function listOf<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  const known = lists.get(key)
  if (known) return known
  const list: Item[] = []
  lists.set(key, list)
  return list
}

function firstAfter(items: readonly { record: BusRecord }[], time: Nanoseconds): number {
  const index = items.findIndex(({ record }) => record.at > time)
  return index < 0 ? items.length : index
}
