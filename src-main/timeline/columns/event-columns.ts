// Millions of events in little memory, in the order of time. What drawing and filters read of every event is in columns;
// RPC packets are packed beside them; other events, which are few, are kept as objects.
import { firstIndex } from '../../../core/kit/binary-search.ts'
import { timeOf, type Nanoseconds, type PacketEvent, type Phase, type TimelineEvent } from '../event.ts'
import { NoteList } from '../notes.ts'
import { PHASES, eventPhase } from '../phase.ts'
import { KINDS } from '../query/fields.ts'
import type { ReplaySource } from '../time-travel.ts'
import { Column } from './column.ts'
import { splitId } from './id.ts'
import { PackedPackets } from './packed-packets.ts'
import { RawJson } from './raw-json.ts'
import { NO_TEXT, StringTable } from './string-table.ts'

type Kind = TimelineEvent['t']

const NO_PHASE = 0xff
// In `#lag`, instead of a latency: the end that was not seen.
const NO_RECEIPT = Infinity
const NO_SENDING = -Infinity
/** In `#where`: the other bits are an index in `#whole`, not an address of a packed packet. */
const WHOLE = 0x80_00_00_00

/** Places before `from` have not changed since the reader set it to the columns' length. */
export interface ColumnChanges {
  from: number
}

/** A row is an event's index in the order of arrival; a place is its index in the order of time. */
export class EventColumns implements ReplaySource {
  /** The strings that the columns refer to by number. */
  readonly texts = new StringTable()
  readonly packed = new PackedPackets(this.texts)
  readonly notes = new NoteList()
  readonly #changes: ColumnChanges[] = []
  readonly #order = new Column(Uint32Array)
  readonly #time = new Column(Float64Array)
  readonly #lag = new Column(Float64Array)
  readonly #seq = new Column(Uint32Array)
  readonly #kind = new Column(Uint8Array)
  readonly #phase = new Column(Uint8Array)
  readonly #process = new Column(Uint32Array)
  readonly #to = new Column(Uint32Array)
  readonly #where = new Column(Uint32Array)
  readonly #whole: TimelineEvent[] = []

  get length(): number {
    return this.#order.length
  }

  /** Bytes of the columns and the packed packets, without bodies and events kept as objects. */
  get bytes(): number {
    const columns = [this.#time, this.#lag, this.#seq, this.#kind, this.#phase, this.#process, this.#to]
    return [...columns, this.#where, this.#order, this.packed].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Bytes of the bodies of packed packets. */
  get bodyBytes(): number {
    return this.packed.bodyBytes
  }

  /** Number of events kept as objects. */
  get whole(): number {
    return this.#whole.length
  }

  /** Adds an event. Returns its place, which for a late event is not the last. */
  add(event: TimelineEvent): number {
    const row = this.#time.length
    const time = timeOf(event)
    const phase = eventPhase(event)
    const packet = event.t === 'packet' ? event : null
    const process = packet ? packet.from : 'process' in event ? event.process : null
    this.#time.push(time)
    this.#seq.push(event.seq)
    this.#kind.push(KINDS.indexOf(event.t))
    this.#phase.push(phase === null ? NO_PHASE : PHASES.indexOf(phase))
    this.#process.push(process === null ? NO_TEXT : this.texts.intern(process))
    this.#to.push(packet ? this.texts.intern(packet.to) : NO_TEXT)
    this.#lag.push(packet ? packetLag(packet) : NO_RECEIPT)
    const address = packet && fitsColumns(packet) ? this.packed.add(packet) : null
    this.#where.push(address ?? WHOLE + this.#whole.length)
    if (address === null) this.#whole.push(withParsedBody(event))
    if (event.t === 'mark') this.notes.add(event)
    return this.#place(row, time)
  }

  /** Notes which places change; each reader that keeps an index of the columns has its own. */
  trackChanges(): ColumnChanges {
    const changes = { from: 0 }
    this.#changes.push(changes)
    return changes
  }

  /** Ends what `trackChanges` began. */
  untrackChanges(changes: ColumnChanges): void {
    const index = this.#changes.indexOf(changes)
    if (index >= 0) this.#changes.splice(index, 1)
  }

  /** Returns the event at a place; an RPC packet without its body, see `withBody`. */
  at(place: number): TimelineEvent {
    return this.#event(this.#row(place))
  }

  /** Returns the row of the event at a place; unlike the place it stays when other events come. */
  rowAt(place: number): number {
    return this.#row(place)
  }

  /** Returns the event of a row, as `at` does. */
  atRow(row: number): TimelineEvent {
    return this.#event(row)
  }

  timeOfRow(row: number): Nanoseconds {
    return this.#time.data[row] as number
  }

  /** Returns when the packet of a row was received, else its time. */
  endOfRow(row: number): Nanoseconds {
    return this.timeOfRow(row) + Math.max(0, this.#latencyOfRow(row) ?? 0)
  }

  /** Returns the address of the packed packet of a row; null for an event kept as an object. */
  packedOfRow(row: number): number | null {
    const where = this.#where.data[row] as number
    return where < WHOLE ? where : null
  }

  isPacketRow(row: number): boolean {
    return this.#kind.data[row] === PACKET
  }

  /** Returns the string number of the process, of a packet the sender. */
  processOfRow(row: number): number {
    return this.#process.data[row] as number
  }

  /** Returns the string number of a packet's receiver. */
  toOfRow(row: number): number {
    return this.#to.data[row] as number
  }

  isErrorRow(row: number): boolean {
    return PHASES[this.#phase.data[row] as number] === 'error'
  }

  /** Returns the time from the sending of a request to the receipt of its answer; null if an end did not see it. */
  roundTripOfRows(request: number, answer: number): Nanoseconds | null {
    if (this.#lag.data[request] === NO_SENDING || this.#lag.data[answer] === NO_RECEIPT) return null
    return this.endOfRow(answer) - this.timeOfRow(request)
  }

  /** Returns the string number of the name of a packed packet; null for an event kept as an object. */
  packedNameAt(place: number): number | null {
    const address = this.packedAt(place)
    return address === null ? null : this.packed.nameOf(address)
  }

  /** Returns the same event with its body. */
  withBody(event: TimelineEvent): TimelineEvent {
    const place = this.placeOf(event)
    const address = place === null ? null : this.packedAt(place)
    const body = address === null ? undefined : this.packed.bodyText(address)
    return body === undefined ? event : { ...(event as PacketEvent), body: new RawJson(body).value() }
  }

  isRpc(place: number): boolean {
    if (this.packedAt(place) !== null) return true
    const event = this.at(place)
    return event.t === 'packet' && event.link === 'rpc'
  }

  /** Returns the first place at or after `time`. */
  from(time: Nanoseconds): number {
    return firstIndex(this.length, (place) => this.timeAt(place) >= time)
  }

  /** Returns the first place after `time`, which is the number of events up to it. */
  after(time: Nanoseconds): number {
    return firstIndex(this.length, (place) => this.timeAt(place) > time)
  }

  timeAt(place: number): Nanoseconds {
    return this.#time.data[this.#row(place)] as number
  }

  /** Returns when a packet was received, else the event's time; never less than its time. */
  endAt(place: number): Nanoseconds {
    return this.timeAt(place) + Math.max(0, this.durationAt(place) ?? 0)
  }

  kindAt(place: number): Kind {
    return KINDS[this.#kind.data[this.#row(place)] as number] as Kind
  }

  isPacket(place: number): boolean {
    return this.#kind.data[this.#row(place)] === PACKET
  }

  phaseAt(place: number): Phase | null {
    return PHASES[this.phaseIndexAt(place)] ?? null
  }

  /** Returns the index of the phase in `PHASES`; beyond its end for an event without one. */
  phaseIndexAt(place: number): number {
    return this.#phase.data[this.#row(place)] as number
  }

  /** Returns the string number of the process, of a packet the sender; `NO_TEXT` if there is none. */
  processAt(place: number): number {
    return this.#process.data[this.#row(place)] as number
  }

  /** Returns the string number of a packet's receiver; `NO_TEXT` for other events. */
  toAt(place: number): number {
    return this.#to.data[this.#row(place)] as number
  }

  /** Returns a packet's latency; null if an end did not see it, and for other events. */
  durationAt(place: number): Nanoseconds | null {
    return this.#latencyOfRow(this.#row(place))
  }

  /** Whether the sender reported a packet, and the receiver did not. */
  isUnreceived(place: number): boolean {
    return this.isPacket(place) && this.#lag.data[this.#row(place)] === NO_RECEIPT
  }

  /** Returns the address of a packed RPC packet; null for an event kept as an object. */
  packedAt(place: number): number | null {
    return this.packedOfRow(this.#row(place))
  }

  /** Returns the place of an event; null if it is not here. */
  placeOf(event: TimelineEvent): number | null {
    const time = timeOf(event)
    for (let place = this.from(time); place < this.length && this.timeAt(place) === time; place += 1) {
      if (this.#seq.data[this.#row(place)] === event.seq) return place
    }
    return null
  }

  /** Finds a packed packet by id. A scan: milliseconds for a million. */
  findPacked(id: string): TimelineEvent | undefined {
    const isIt = this.packed.hasId(splitId(id))
    const row = isIt ? this.#rowsWhere(isIt, 1)[0] : undefined
    return row === undefined ? undefined : this.#event(row)
  }

  /** Finds an event by id among those up to `most` before another one. */
  findBefore(id: string, event: TimelineEvent, most: number): TimelineEvent | undefined {
    const isIt = this.packed.hasId(splitId(id))
    const end = this.placeOf(event) ?? 0
    for (let place = end - 1; place >= Math.max(0, end - most); place -= 1) {
      const where = this.#where.data[this.#row(place)] as number
      if (where < WHOLE ? isIt?.(where) : hasId(this.#whole[where - WHOLE], id)) return this.at(place)
    }
    return undefined
  }

  /** Finds packed packets that have this id among their causes, or answer one of its calls. A scan. */
  packedEffectsOf(id: string): TimelineEvent[] {
    const namesIt = this.packed.referencesId(splitId(id))
    return namesIt ? this.#rowsWhere(namesIt).map((row) => this.#event(row)) : []
  }

  #event(row: number): TimelineEvent {
    const where = this.#where.data[row] as number
    if (where >= WHOLE) return this.#whole[where - WHOLE] as TimelineEvent
    const time = this.#time.data[row] as number
    const lag = this.#lag.data[row] as number
    return this.packed.get(where, {
      seq: this.#seq.data[row] as number,
      sent: lag === NO_SENDING ? null : time,
      received: lag === NO_SENDING ? time : lag === NO_RECEIPT ? null : time + lag,
      phase: PHASES[this.#phase.data[row] as number] as Phase,
      from: this.texts.text(this.#process.data[row] as number),
      to: this.texts.text(this.#to.data[row] as number),
    })
  }

  #latencyOfRow(row: number): Nanoseconds | null {
    const lag = this.#lag.data[row] as number
    return Number.isFinite(lag) ? lag : null
  }

  #row(place: number): number {
    return this.#order.data[place] as number
  }

  #rowsWhere(test: (address: number) => boolean, most = Infinity): number[] {
    const { data, length } = this.#where
    const rows: number[] = []
    for (let row = 0; row < length && rows.length < most; row += 1) {
      const where = data[row] as number
      if (where < WHOLE && test(where)) rows.push(row)
    }
    return rows
  }

  /** Events of one moment stay in the order of arrival. */
  #place(row: number, time: Nanoseconds): number {
    const last = this.length - 1
    const place = last < 0 || this.timeAt(last) <= time ? this.length : this.after(time)
    this.#order.insert(place, row)
    for (const changes of this.#changes) if (place < changes.from) changes.from = place
    return place
  }
}

function hasId(event: TimelineEvent | undefined, id: string): boolean {
  return event !== undefined && 'id' in event && event.id === id
}

const PACKET = KINDS.indexOf('packet')

function packetLag({ sent, received }: PacketEvent): number {
  if (sent === null) return NO_SENDING
  return received === null ? NO_RECEIPT : received - sent
}

function withParsedBody(event: TimelineEvent): TimelineEvent {
  const isRaw = event.t === 'packet' && event.body instanceof RawJson
  return isRaw ? { ...event, body: (event.body as RawJson).value() } : event
}

/** Whether the columns can represent the packet's times exactly. */
function fitsColumns({ sent, received }: PacketEvent): boolean {
  if (sent === null || received === null) return sent !== received
  return sent + (received - sent) === received
}
