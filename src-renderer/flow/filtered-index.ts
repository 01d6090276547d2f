// An index of the events that pass a filter, updated from changed events only.
import { bisect, firstIndex } from '../../core/kit/binary-search.ts'
import { NO_TEXT, type EventColumns, type TimelineEvent } from '../../src-main/timeline/index.ts'
import { PacketCounts } from './packet-counts.ts'

/** Whether the event at a place of the columns passes. */
export type Filter = (place: number) => boolean

/** The events that pass a filter, or all, in order of time. An index counts the events that pass. */
export class FilteredIndex {
  /** The places of events that are drawn as a mark on a lane. */
  readonly marks: number[] = []
  /** Packet counts of the events that pass. */
  readonly counts: PacketCounts
  readonly #events: EventColumns
  #filter: Filter | null = null
  /** Null if all events pass. */
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

  /** Whether all events were looked at; if not, the next update continues. */
  get isComplete(): boolean {
    return this.#seen === this.#events.length
  }

  /**
   * Adds new events and applies another filter; null passes all. Resets the columns' `changedFrom`, which only this reads.
   * @param isTimeUp ends the update early
   */
  update(filter: Filter | null, isTimeUp: () => boolean = () => false): this {
    const { changedFrom, length } = this.#events
    if (filter !== this.#filter) this.#places = filter ? [] : null
    const from = filter === this.#filter ? Math.min(changedFrom, this.#seen) : 0
    this.#filter = filter
    this.#events.changedFrom = length
    const places = this.#places
    this.counts.invalidateFrom(this.#indexFrom(from))
    if (places) places.length = this.#indexFrom(from)
    this.marks.length = bisect(this.marks, (place) => place >= from)
    this.#seen = length
    for (let place = from; place < length; place += 1) {
      // A filter may cost milliseconds for each event; without one there is nothing to wait for.
      if (filter && isTimeUp()) {
        this.#seen = place
        break
      }
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

  /** The index of the first event that is not before `time`. */
  from(time: number): number {
    return this.#indexFrom(this.#events.from(time))
  }

  /** The index of the first event that is later than `time`. */
  after(time: number): number {
    return this.#indexFrom(this.#events.after(time))
  }

  /** The index of an event; -1 if it does not pass. */
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

/** States and process events are the lane's band; an event without a process has no lane. */
function isMark(events: EventColumns, place: number): boolean {
  if (events.isPacket(place) || events.processAt(place) === NO_TEXT) return false
  const kind = events.kindAt(place)
  return kind !== 'state' && kind !== 'process'
}
