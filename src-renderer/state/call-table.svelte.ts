// The calls of a run up to the playhead that pass the filter: read in slices, and summarized as often as it is cheap.
import { CallLog, type CallSummary } from '../../src-main/timeline/index.ts'
import { laneId } from '../flow/lanes.ts'
import type { EventFilter } from './event-filter.svelte.ts'
import type { Playhead } from './playhead.svelte.ts'
import { ReactiveSource } from './reactive-source.ts'
import type { Run } from './run.svelte.ts'

/** Reading takes at most so much of a turn of the page's thread, and then leaves it for as long. */
const SLICE_MS = 15
/** Between two summaries: a share of the time, but not less than this. */
const MIN_INTERVAL_MS = 100
const IDLE_SHARE = 10

export class CallTable {
  readonly #run: Run
  readonly #filter: EventFilter
  readonly #playhead: Playhead
  readonly #log: CallLog
  readonly #progress = new ReactiveSource()
  #timer: ReturnType<typeof setTimeout> | undefined
  #rows: readonly CallSummary[] = []
  #summarizedAt = -Infinity
  #summaryMs = 0
  /** What the rows were made of. */
  #made = { read: -1, until: -1, query: '', hits: -1 }

  constructor(run: Run, filter: EventFilter, playhead: Playhead) {
    this.#run = run
    this.#filter = filter
    this.#playhead = playhead
    this.#log = new CallLog(run.store.events, laneId)
  }

  /** Whether all events were read; reactive. */
  get isComplete(): boolean {
    this.#readOn()
    return this.#log.read === this.#run.store.events.length && this.#filter.hits.isComplete
  }

  /** One for each (caller, callee, method); reactive, at most a few times a second. */
  get rows(): readonly CallSummary[] {
    this.#readOn()
    const until = this.#until
    const { hits, asQuery: query } = this.#filter
    const now = performance.now()
    const made = { read: this.#log.read, until, query, hits: query === '' ? 0 : hits.length }
    const isMade = Object.entries(made).every(
      ([key, value]) => this.#made[key as keyof typeof made] === value,
    )
    if (isMade) return this.#rows
    const waitMs = this.#summarizedAt + Math.max(MIN_INTERVAL_MS, this.#summaryMs * IDLE_SHARE) - now
    if (waitMs > 0) {
      this.#continueIn(waitMs)
      return this.#rows
    }
    const start = performance.now()
    this.#rows = this.#log.summaries(until, this.#passes())
    this.#made = made
    this.#summarizedAt = performance.now()
    this.#summaryMs = this.#summarizedAt - start
    return this.#rows
  }

  /** Returns the rows of the columns of the last calls of a summary, and of their answers. */
  eventRowsOf(summary: CallSummary, most: number): number[] {
    return this.#log.rowsOf(summary, this.#until, this.#passes(), most)
  }

  /** Reads a slice of the events, and makes the caller depend on them. */
  #readOn(): void {
    this.#progress.track()
    const { length } = this.#run.store.events
    const end = performance.now() + SLICE_MS
    this.#log.update(() => performance.now() > end)
    if (this.#log.read < length) this.#continueIn(SLICE_MS)
  }

  get #until(): number {
    return this.#playhead.at ?? Infinity
  }

  #passes(): ((row: number) => boolean) | null {
    if (!this.#filter.isOn) return null
    const { events } = this.#run.store
    const { hits } = this.#filter
    const passing = new Uint8Array(events.length)
    for (let index = 0; index < hits.length; index += 1) passing[events.rowAt(hits.placeAt(index))] = 1
    return (row) => passing[row] === 1
  }

  #continueIn(ms: number): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#progress.notify()
    }, ms)
  }
}
