// The filter of a run's events: the query, the hidden phases, and whether other events are hidden or dimmed.
import {
  compileQuery,
  parseQuery,
  type EventColumns,
  type Phase,
  type Query,
} from '../../src-main/timeline/index.ts'
import { FilteredIndex } from '../flow/filtered-index.ts'
import { PHASES } from '../flow/phase.ts'
import { ReactiveSource } from './reactive-source.ts'
import type { Run } from './run.svelte.ts'

/** A filter takes at most so much of a turn of the page's thread, and then leaves it for as long. */
const FILTER_SLICE_MS = 15

interface AppliedQuery {
  text: string
  query: Query
}

export class EventFilter {
  /** What happens to events that do not pass. */
  mode = $state<'hide' | 'dim'>('hide')
  hiddenPhases = $state.raw<ReadonlySet<Phase>>(new Set())
  #query = $state('')
  #applied = $state.raw<AppliedQuery | null>(null)
  readonly #parsed = $derived(parseQuery(this.#query))
  /** The error in the query and its position. The last query without an error stays in use. */
  readonly error = $derived(this.#parsed.ok ? null : this.#parsed.error)
  readonly isOn = $derived(this.#applied !== null || this.hiddenPhases.size > 0)
  readonly #matches = $derived.by(() =>
    this.#applied ? compileQuery(this.#events, this.#applied.query) : null,
  )
  readonly #run: Run
  readonly #events: EventColumns
  readonly #hits: FilteredIndex
  readonly #all: FilteredIndex
  readonly #progress = new ReactiveSource()
  #nextSliceAt = 0
  #isContinuing = false

  constructor(run: Run) {
    this.#run = run
    this.#events = run.store.events
    this.#hits = new FilteredIndex(this.#events)
    this.#all = new FilteredIndex(this.#events)
  }

  get query(): string {
    return this.#query
  }

  set query(text: string) {
    this.#query = text
    const parsed = parseQuery(text)
    if (parsed.ok) this.#applied = text.trim() === '' ? null : { text: text.trim(), query: parsed.query }
  }

  /** The query in use: the last one without an error; empty if all events pass. */
  get appliedQuery(): string {
    return this.#applied?.text ?? ''
  }

  /** The whole filter, hidden phases included, as one query; empty if all events pass. */
  get asQuery(): string {
    const terms = this.appliedQuery === '' ? [] : [`(${this.appliedQuery})`]
    const hidden = this.hiddenPhases.size > 0 ? [`-phase:${[...this.hiddenPhases].join(',')}`] : []
    return [...terms, ...hidden].join(' ')
  }

  /** The events that pass, as far as the filter has got; reactive as the run's store is. */
  get hits(): FilteredIndex {
    this.#run.trackEvents()
    this.#progress.track()
    const now = performance.now()
    const end = now < this.#nextSliceAt ? now : now + FILTER_SLICE_MS
    this.#hits.update(this.#matches, () => performance.now() >= end, this.hiddenPhases)
    if (!this.#hits.isComplete) {
      if (now >= this.#nextSliceAt) this.#nextSliceAt = performance.now() + FILTER_SLICE_MS
      if (!this.#isContinuing) setTimeout(() => this.#continue(), FILTER_SLICE_MS)
      this.#isContinuing = true
    }
    return this.#hits
  }

  /** The events that views show: those that pass, or all where the others are dimmed. */
  get shown(): FilteredIndex {
    if (this.mode === 'hide' || !this.isOn) return this.hits
    this.#run.trackEvents()
    return this.#all.update(null)
  }

  /** How many events of each phase match the query, hidden phases included. */
  get phaseCounts(): ReadonlyMap<Phase, number> {
    return this.hits.phaseCounts ?? this.#run.store.counts
  }

  /** Whether the event at a place of the columns is shown dimmed; null if none is. */
  get dimmed(): ((place: number) => boolean) | null {
    if (this.mode === 'hide' || !this.isOn) return null
    const { hits } = this
    return (place) => !hits.passes(place)
  }

  /** Lets all events pass. */
  clear(): void {
    this.query = ''
    this.hiddenPhases = new Set()
  }

  togglePhase(phase: Phase): void {
    const hidden = new Set(this.hiddenPhases)
    if (!hidden.delete(phase)) hidden.add(phase)
    this.hiddenPhases = hidden
  }

  /** Shows only this phase, or all if it is the only one already. */
  showOnlyPhase(phase: Phase): void {
    const others = PHASES.filter((other) => other !== phase)
    const isOnly = others.every((other) => this.hiddenPhases.has(other)) && !this.hiddenPhases.has(phase)
    this.hiddenPhases = new Set(isOnly ? [] : others)
  }

  #continue(): void {
    this.#isContinuing = false
    this.#progress.notify()
  }
}
