// The effects of one event and their effects, over the packets of all servers: the path of a call. Grows with the columns.
import { timeOf, type Nanoseconds, type TimelineEvent } from './event.ts'
import type { ColumnChanges, EventColumns } from './columns/event-columns.ts'
import { splitId } from './columns/id.ts'

/** Without a new effect for this long, the path is complete: a row of a packet comes at most 5 s late. */
const QUIET_NS = 10e9
const MAX_EVENTS = 2_000

export class EffectPath {
  readonly #events: EventColumns
  readonly #changes: ColumnChanges
  readonly #ids = new Set<string>()
  readonly #rows: number[] = []
  /** The same ids as numbers: head of the id → tails. */
  readonly #known = new Map<number, Set<number>>()
  #lastEffect: Nanoseconds
  #end: Nanoseconds
  /** The places before it have been read. */
  #next: number

  /** @param root an event of the columns that is not packed */
  constructor(events: EventColumns, root: TimelineEvent & { id: string }) {
    this.#events = events
    this.#changes = events.trackChanges()
    this.#lastEffect = timeOf(root)
    this.#end = this.#lastEffect
    this.#next = events.from(this.#lastEffect)
    this.#add(root.id, events.rowAt(events.placeOf(root) ?? this.#next))
  }

  /** The ids of the root and its effects so far. */
  get ids(): ReadonlySet<string> {
    return this.#ids
  }

  /** The rows of the columns of the same events. */
  get rows(): readonly number[] {
    return this.#rows
  }

  /** When the last effect so far was received. */
  get end(): Nanoseconds {
    return this.#end
  }

  /** Reads what was added to the columns. Returns whether the path has grown. */
  update(): boolean {
    const before = this.#ids.size
    const start = Math.min(this.#next, this.#changes.from)
    let place = start
    for (; place < this.#events.length && this.#ids.size < MAX_EVENTS; place += 1) {
      if (this.#events.timeAt(place) > this.#lastEffect + QUIET_NS) break
      if (!this.#isEffect(place) || !this.#addEvent(this.#events.at(place), this.#events.rowAt(place)))
        continue
      // Of one moment, an effect may be before its cause.
      place = this.#events.from(this.#events.timeAt(place)) - 1
    }
    this.#next = place
    this.#changes.from = this.#events.length
    return this.#ids.size > before
  }

  /** To be called when it is not read any more. */
  close(): void {
    this.#events.untrackChanges(this.#changes)
  }

  #isEffect(place: number): boolean {
    const packed = this.#events.packedAt(place)
    if (packed !== null) return this.#events.packed.references(packed, this.#isKnown)
    return referencesOf(this.#events.at(place)).some((id) => this.#ids.has(id))
  }

  readonly #isKnown = (head: number, tail: number): boolean => this.#known.get(head)?.has(tail) ?? false

  /** Returns whether it is new. */
  #addEvent(event: TimelineEvent, row: number): boolean {
    if (!('id' in event) || this.#ids.has(event.id)) return false
    this.#add(event.id, row)
    this.#lastEffect = Math.max(this.#lastEffect, timeOf(event))
    this.#end = Math.max(this.#end, this.#events.endOfRow(row))
    return true
  }

  #add(id: string, row: number): void {
    const { head, tail } = splitId(id)
    const number = this.#events.texts.intern(head)
    const tails = this.#known.get(number) ?? new Set()
    this.#known.set(number, tails.add(tail))
    this.#ids.add(id)
    this.#rows.push(row)
  }
}

/** The ids of the events that an event names as its causes, and of the request and calls that it answers. */
function referencesOf(event: TimelineEvent): string[] {
  const causes = 'causes' in event ? (event.causes ?? []) : []
  if (event.t !== 'packet') return causes
  const answered = [event.answers, ...(event.calls ?? []).map((call) => call.answers)]
  return [...causes, ...answered.filter((id) => id !== undefined)]
}
