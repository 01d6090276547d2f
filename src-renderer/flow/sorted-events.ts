// The events of a list in another order than that of time: a snapshot, so that rows stay while events come.
import {
  NO_TEXT,
  type EventColumns,
  type Dialect,
  type TimelineEvent,
} from '../../src-main/timeline/index.ts'
import { titleOf } from './event-text.ts'
import type { FilteredIndex } from './filtered-index.ts'

export type SortKey = 'time' | 'event' | 'from' | 'to' | 'latency'

export interface Sorting {
  key: SortKey
  descending: boolean
}

/** A rank and an index are sorted as one number: a million of them in a tenth of a second, without a comparison. */
const INDEX_RANGE = 2 ** 32
/** Of a latency: about 1 in 50,000 apart. */
const LATENCY_STEPS_PER_OCTAVE = 2 ** 15

export class SortedEvents {
  readonly #events: EventColumns
  readonly #rows: Uint32Array

  constructor(listed: FilteredIndex, events: EventColumns, sorting: Sorting, dialect: Dialect) {
    this.#events = events
    const { length } = listed
    const rank = ranks(listed, events, sorting.key, dialect)
    const keys = new Float64Array(length)
    let last = 0
    const without: number[] = []
    for (let index = 0; index < length; index += 1) {
      const of = rank(index)
      if (of === null) without.push(index)
      else keys[last++] = of * INDEX_RANGE + index
    }
    const sorted = keys.subarray(0, last).sort()
    if (sorting.descending) sorted.reverse()
    this.#rows = new Uint32Array(length)
    for (let at = 0; at < last; at += 1)
      this.#rows[at] = events.rowAt(listed.placeAt((sorted[at] as number) % INDEX_RANGE))
    for (const [at, index] of without.entries()) this.#rows[last + at] = events.rowAt(listed.placeAt(index))
  }

  get length(): number {
    return this.#rows.length
  }

  at(index: number): TimelineEvent {
    return this.#events.atRow(this.#rows[index] as number)
  }

  /** The index of an event; -1 if it is not among them. */
  indexOf(event: TimelineEvent): number {
    const place = this.#events.placeOf(event)
    return place === null ? -1 : this.#rows.indexOf(this.#events.rowAt(place))
  }
}

/** Returns the rank of what is at an index of the list, from 0; null comes last. */
function ranks(
  listed: FilteredIndex,
  events: EventColumns,
  key: SortKey,
  dialect: Dialect,
): (index: number) => number | null {
  const textRank = (textOf: (place: number) => string | null): ((index: number) => number | null) => {
    const texts = new Set<string>()
    for (let index = 0; index < listed.length; index += 1) texts.add(textOf(listed.placeAt(index)) ?? '')
    const order = [...texts].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    const rankOf = new Map(order.map((text, rank) => [text, rank]))
    return (index) => rankOf.get(textOf(listed.placeAt(index)) || NOTHING) ?? null
  }
  const named = (number: number): string | null => (number === NO_TEXT ? null : events.texts.text(number))
  switch (key) {
    case 'time':
      return () => 0
    case 'event':
      return textRank((place) => {
        const name = events.packedNameAt(place)
        return name === null ? titleOf(events.at(place), dialect) : events.texts.text(name)
      })
    case 'from':
      return textRank((place) => named(events.processAt(place)))
    case 'to':
      return textRank((place) => named(events.toAt(place)))
    case 'latency':
      return (index) => {
        const latency = events.durationAt(listed.placeAt(index))
        return latency === null
          ? null
          : Math.floor(Math.log2(1 + Math.max(0, latency)) * LATENCY_STEPS_PER_OCTAVE)
      }
  }
}

/** No text: never a rank. */
const NOTHING = '\0'
