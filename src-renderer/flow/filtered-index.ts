// The places of events that pass a filter, kept up to date by looking only at what changed.
import { bisect, firstIndex } from '../../core/kit/binary-search.ts'
import { NO_TEXT, type EventColumns, type TimelineEvent } from '../../src-main/timeline/index.ts'
import { PacketCounts } from './packet-counts.ts'

/** Asks of a place whether the event there is wanted. */
export type Filter = (place: number) => boolean

/** The events that pass a filter, or all, in the order of time: each by its index among those that are listed. */
export class FilteredIndex {
  /** The places of those that are drawn as a mark on one lane. */
  readonly marks: number[] = []
  /** Counts of what is listed. */
  readonly counts: PacketCounts
  readonly #events: EventColumns
  #filter: Filter | null = null
  /** Null while all are listed. */
  #places: number[] | null = null
  #seen = 0

  constructor(events: EventColumns) {
    this.#events = events
    this.counts = new PacketCounts(events, (index) => this.placeAt(index))
    this.update(null)
  }

  get length(): number {
    return this.#places?.length ?? this.#events.length
  }

  /** The only reader of the columns' `changedFrom`. Null lists all. */
  update(filter: Filter | null): this {
    const { changedFrom, length } = this.#events
    if (filter !== this.#filter) this.#places = filter ? [] : null
    const from = filter === this.#filter ? Math.min(changedFrom, this.#seen) : 0
    this.#filter = filter
    this.#seen = this.#events.changedFrom = length
    const places = this.#places
    this.counts.invalidateFrom(this.#indexFrom(from))
    if (places) places.length = this.#indexFrom(from)
    this.marks.length = bisect(this.marks, (place) => place >= from)
    for (let place = from; place < length; place += 1) {
      if (filter && !filter(place)) continue
      places?.push(place)
      if (isMark(this.#events, place)) this.marks.push(place)
    }
    return this
  }

  at(index: number): TimelineEvent {
    return this.#events.at(this.placeAt(index))
  }

  placeAt(index: number): number {
    return this.#places ? (this.#places[index] as number) : index
  }

  /** Index of the first that is not before `time`. */
  from(time: number): number {
    return this.#indexFrom(this.#events.from(time))
  }

  /** Index of the first that is later than `time`. */
  after(time: number): number {
    return this.#indexFrom(this.#events.after(time))
  }

  /** -1 for an event that is not listed. */
  indexOf(event: TimelineEvent): number {
    const place = this.#events.placeOf(event)
    if (place === null) return -1
    const index = this.#indexFrom(place)
    return index < this.length && this.placeAt(index) === place ? index : -1
  }

  #indexFrom(place: number): number {
    return this.#places ? firstIndex(this.length, (index) => this.placeAt(index) >= place) : place
  }
}

/** States and the life of a process are the lane itself; what is of no process has none. */
function isMark(events: EventColumns, place: number): boolean {
  if (events.isPacket(place) || events.processAt(place) === NO_TEXT) return false
  const kind = events.kindAt(place)
  return kind !== 'state' && kind !== 'process'
}
