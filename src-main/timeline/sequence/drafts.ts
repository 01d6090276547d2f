// Rows in the making: events are added to them until all events of a range are placed.
import type { Nanoseconds } from '../event.ts'
import type { SequenceRow } from './row.ts'

/** Without `places`, which a draft collects. */
type Unplaced<Row> = Row extends SequenceRow ? Omit<Row, 'places'> : never
export type RowContent = Unplaced<SequenceRow>

export interface Draft {
  content: RowContent
  places: number[]
  /** The time of its last event. */
  end: Nanoseconds
}

/** Rows of one range, and which of them holds an event. */
export class Drafts {
  readonly all: Draft[] = []
  readonly #byEvent = new Map<string, Draft>()
  /** Of each process: events that lead to its next row. */
  readonly #waiting = new Map<string, number[]>()

  add(content: RowContent, place: number, end: Nanoseconds = content.time): Draft {
    const draft: Draft = { content, places: [place], end }
    this.all.push(draft)
    return draft
  }

  extend(draft: Draft, place: number, time: Nanoseconds): void {
    draft.places.push(place)
    draft.end = Math.max(draft.end, time)
  }

  /** Remembers that an event is in a row, so that its effects can follow it. */
  remember(id: string, draft: Draft): void {
    this.#byEvent.set(id, draft)
  }

  /** Returns the row of the first cause that is in this range. */
  ofCause(causes: readonly string[] | undefined): Draft | undefined {
    for (const cause of causes ?? []) {
      const draft = this.#byEvent.get(cause)
      if (draft) return draft
    }
    return undefined
  }

  /** Keeps an event for the next row of its process. */
  wait(process: string, place: number): void {
    const waiting = this.#waiting.get(process)
    if (waiting) waiting.push(place)
    else this.#waiting.set(process, [place])
  }

  /** Moves the events that wait for a row of this process into it. */
  takeWaiting(process: string, draft: Draft): void {
    const waiting = this.#waiting.get(process)
    if (!waiting) return
    draft.places.push(...waiting)
    this.#waiting.delete(process)
  }

  /** Returns the events that wait for a row that did not come. */
  get waiting(): ReadonlyMap<string, readonly number[]> {
    return this.#waiting
  }
}
