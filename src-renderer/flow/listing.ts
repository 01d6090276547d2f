// The places of events that pass a filter, kept up to date by looking only at what changed.
import { bisect, firstIndex, type EventColumns, type TimelineEvent } from '../../src-main/timeline/index.ts'

/** Asks of a place whether the event there is wanted. */
export type Filter = (place: number) => boolean

/** Events in the order of time, by their index among those that are listed. */
export interface Listed {
  readonly length: number
  at(index: number): TimelineEvent
  placeAt(index: number): number
  /** Index of the first that is not before `time`. */
  from(time: number): number
  /** Index of the first that is later than `time`. */
  after(time: number): number
  /** -1 for an event that is not listed. */
  indexOf(event: TimelineEvent): number
}

/** Those that pass a filter, or all. */
export class Listing implements Listed {
  readonly #events: EventColumns
  #filter: Filter | null = null
  /** Null while all are listed. */
  #places: number[] | null = null
  #seen = 0

  constructor(events: EventColumns) {
    this.#events = events
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
    if (!places || !filter) return this
    places.length = bisect(places, (place) => place >= from)
    for (let place = from; place < length; place += 1) if (filter(place)) places.push(place)
    return this
  }

  at(index: number): TimelineEvent {
    return this.#events.at(this.placeAt(index))
  }

  placeAt(index: number): number {
    return this.#places ? (this.#places[index] as number) : index
  }

  from(time: number): number {
    return this.#indexFrom(this.#events.from(time))
  }

  after(time: number): number {
    return this.#indexFrom(this.#events.after(time))
  }

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
