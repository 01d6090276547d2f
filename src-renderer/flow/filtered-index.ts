// An index of the events that pass a filter, updated from changed events only.
import { bisect, firstIndex } from '../../core/kit/binary-search.ts'
import {
  NO_TEXT,
  type ColumnChanges,
  type EventColumns,
  type Phase,
  type TimelineEvent,
} from '../../src-main/timeline/index.ts'
import { LatestEnds } from './latest-ends.ts'
import { PacketCounts } from './packet-counts.ts'

/** Whether the event at a place of the columns passes. */
export type Filter = (place: number) => boolean

const NO_PHASES: ReadonlySet<Phase> = new Set()

/** The events that pass a filter, or all, in order of time. An index counts the events that pass. */
export class FilteredIndex {
  /** The places of events that are drawn as a mark on a lane. */
  readonly marks: number[] = []
  /** Packet counts of the events that pass. */
  readonly counts: PacketCounts
  readonly ends: LatestEnds
  readonly #events: EventColumns
  readonly #changes: ColumnChanges
  readonly #matches = new Matches()
  #filter: Filter | null = null
  #hiddenPhases = NO_PHASES
  /** Null if all events pass. */
  #places: number[] | null = null
  #seen = 0

  constructor(events: EventColumns) {
    this.#events = events
    this.#changes = events.trackChanges()
    this.counts = new PacketCounts(events, (index) => this.placeAt(index))
    this.ends = new LatestEnds(events, (index) => this.placeAt(index))
    this.update(null)
  }

  get length(): number {
    return this.#places?.length ?? this.#events.length
  }

  /** Whether all events were looked at; if not, the next update continues. */
  get isComplete(): boolean {
    return this.#seen === this.#events.length
  }

  /** How many events of each phase pass the filter, hidden phases included; null without a filter. */
  get phaseCounts(): ReadonlyMap<Phase, number> | null {
    return this.#filter ? this.#matches.counts : null
  }

  /** Whether the event at a place passes. */
  passes(place: number): boolean {
    if (!this.#places) return true
    return this.#places[this.#indexFrom(place)] === place
  }

  /**
   * Adds new events and applies another filter and other hidden phases; a null filter passes all.
   * @param isTimeUp ends the update early
   */
  update(
    filter: Filter | null,
    isTimeUp: () => boolean = () => false,
    hiddenPhases: ReadonlySet<Phase> = NO_PHASES,
  ): this {
    const { length } = this.#events
    const isSame = filter === this.#filter && hiddenPhases === this.#hiddenPhases
    if (!isSame) this.#places = filter || hiddenPhases.size > 0 ? [] : null
    const from = isSame ? Math.min(this.#changes.from, this.#seen) : 0
    this.#filter = filter
    this.#hiddenPhases = hiddenPhases
    this.#changes.from = length
    const places = this.#places
    this.counts.invalidateFrom(this.#indexFrom(from))
    this.ends.invalidateFrom(this.#indexFrom(from))
    this.#matches.removeFrom(from)
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
      const phase = filter || places ? this.#events.phaseAt(place) : null
      if (filter) this.#matches.add(place, phase)
      if (phase && hiddenPhases.has(phase)) continue
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

/** The places that pass a filter, with their phases: a late event moves places, but no phases. */
class Matches {
  readonly counts = new Map<Phase, number>()
  readonly #places: number[] = []
  readonly #phases: (Phase | null)[] = []

  add(place: number, phase: Phase | null): void {
    this.#places.push(place)
    this.#phases.push(phase)
    this.#count(phase, 1)
  }

  removeFrom(place: number): void {
    const index = bisect(this.#places, (one) => one >= place)
    for (const phase of this.#phases.splice(index)) this.#count(phase, -1)
    this.#places.length = index
  }

  #count(phase: Phase | null, by: number): void {
    if (phase) this.counts.set(phase, (this.counts.get(phase) ?? 0) + by)
  }
}

/** States and process events are the lane's band; an event without a process has no lane. */
function isMark(events: EventColumns, place: number): boolean {
  if (events.isPacket(place) || events.processAt(place) === NO_TEXT) return false
  const kind = events.kindAt(place)
  return kind !== 'state' && kind !== 'process'
}
