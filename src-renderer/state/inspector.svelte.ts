// The viewport, the filter and the selection of a run, shared by flow, table and details.
import { compileQuery, parseQuery, timeOf } from '../../src-main/timeline/index.ts'
import type { Phase, Query, TimelineEvent } from '../../src-main/timeline/index.ts'
import { foldIdle } from '../flow/folding.ts'
import { FilteredIndex, type Filter } from '../flow/filtered-index.ts'
import { PHASES } from '../flow/phase.ts'
import { FoldedAxis, type TimeScale } from '../flow/scale.ts'
import { causesOf } from '../flow/store.ts'
import { FOLLOW_LATEST, pan, reveal, scaleOf, zoom, type Viewport } from '../flow/viewport.ts'
import { ReactiveSource } from './reactive-source.ts'
import type { Run } from './run.svelte.ts'

/** A filter takes at most so much of a turn of the page's thread, and then leaves it for as long. */
const FILTER_SLICE_MS = 15

type Selection = { kind: 'event'; event: TimelineEvent } | { kind: 'server'; id: string; at: number | null }

export class Inspector {
  readonly run: Run
  viewport = $state.raw<Viewport>(FOLLOW_LATEST)
  selection = $state.raw<Selection | null>(null)
  hovered = $state.raw<TimelineEvent | null>(null)
  /** What the main view shows. */
  layout = $state<'sequence' | 'timeline'>('timeline')
  detailsOpen = $state(false)
  folding = $state(true)
  hiddenPhases = $state.raw<ReadonlySet<Phase>>(new Set())
  query = $state('')
  /** The width of the flow in pixels. */
  width = $state(800)
  /** The number of events when the user stopped following. */
  seenEvents = $state(0)

  readonly axis = $derived.by(() => {
    const { busy, end } = this.run.store
    return new FoldedAxis(
      this.folding ? foldIdle(busy.spans, this.run.now) : [{ from: 0, to: Math.max(end, 1e6) }],
    )
  })
  readonly scale: TimeScale = $derived(scaleOf(this.viewport, this.axis, this.width))
  readonly #parsed = $derived(parseQuery(this.query))
  /** The error in the query and its position. A query with an error filters nothing. */
  readonly queryError = $derived(this.#parsed.ok ? null : this.#parsed.error)
  /** Null passes all events. */
  readonly filter = $derived.by(() => {
    const query = this.query.trim() === '' || !this.#parsed.ok ? null : this.#parsed.query
    return this.hiddenPhases.size === 0 && !query ? null : this.#compileFilter(this.hiddenPhases, query)
  })
  readonly selectedEvent = $derived(this.selection?.kind === 'event' ? this.selection.event : null)
  readonly selectedServer = $derived(this.selection?.kind === 'server' ? this.selection.id : null)
  /** The time at which the selected server is shown. */
  readonly selectedTime = $derived(this.selection?.kind === 'server' ? this.selection.at : null)
  /** The recorded events that led to the selected one. */
  readonly causes = $derived.by((): TimelineEvent[] => {
    return this.selectedEvent
      ? causesOf(this.selectedEvent).flatMap((id) => this.run.store.find(id) ?? [])
      : []
  })
  /** The recorded events that the selected one led to. */
  readonly effects = $derived.by((): TimelineEvent[] => {
    return this.selectedEvent && 'id' in this.selectedEvent
      ? this.run.store.effectsOf(this.selectedEvent.id)
      : []
  })
  readonly relatedEvents = $derived([...this.causes, ...this.effects])

  readonly #filtered: FilteredIndex
  readonly #filterProgress = new ReactiveSource()
  #nextSliceAt = 0
  #isContinuing = false

  constructor(run: Run) {
    this.run = run
    this.#filtered = new FilteredIndex(run.store.events)
  }

  /** The events that pass the filter, as far as it has got; reactive as the run's store is. */
  get filtered(): FilteredIndex {
    this.run.trackEvents()
    this.#filterProgress.track()
    const now = performance.now()
    const end = now < this.#nextSliceAt ? now : now + FILTER_SLICE_MS
    this.#filtered.update(this.filter, () => performance.now() >= end)
    if (!this.#filtered.isComplete) {
      if (now >= this.#nextSliceAt) this.#nextSliceAt = performance.now() + FILTER_SLICE_MS
      if (!this.#isContinuing) setTimeout(() => this.#continueFilter(), FILTER_SLICE_MS)
      this.#isContinuing = true
    }
    return this.#filtered
  }

  /** The number of events that came since the user stopped following. */
  get newEvents(): number {
    return this.run.store.events.length - this.seenEvents
  }

  selectEvent(event: TimelineEvent): void {
    this.selection = { kind: 'event', event: this.run.store.events.withBody(event) }
    this.hovered = null
    this.detailsOpen = true
    this.#setViewport(reveal(this.scale, timeOf(event), this.width))
  }

  /** Keeps the selected event in view after the width changed. */
  keepInView(): void {
    if (this.selectedEvent && !this.viewport.follow)
      this.viewport = reveal(this.scale, timeOf(this.selectedEvent), this.width)
  }

  selectServer(id: string, at: number | null): void {
    this.selection = { kind: 'server', id, at }
    this.detailsOpen = true
  }

  clearSelection(): void {
    this.selection = null
    this.detailsOpen = false
  }

  /** Selects the next or previous event that passes the filter. */
  step(by: 1 | -1): void {
    const { filtered: listed, selectedEvent: chosen } = this
    const index = (chosen ? listed.indexOf(chosen) : this.#edgeIndex(listed, by)) + by
    if (listed.length > 0) this.selectEvent(listed.at(Math.min(listed.length - 1, Math.max(0, index))))
  }

  /** Without a selection, stepping starts at the edge of the view. */
  #edgeIndex(listed: FilteredIndex, by: 1 | -1): number {
    const first = listed.from(this.scale.time(by > 0 ? 0 : this.width))
    return by > 0 ? first - 1 : first
  }

  goLive(): void {
    this.viewport = { ...this.viewport, follow: true }
  }

  /** Fits the whole run into the view; follows a live run. */
  fitAll(): void {
    this.viewport = this.run.live ? FOLLOW_LATEST : { pixelsPerNs: null, scrollX: 0, follow: false }
  }

  zoom(factor: number, x: number = this.width / 2): void {
    this.#setViewport(zoom(this.scale, factor, x, this.width))
  }

  pan(pixels: number): void {
    this.#setViewport(pan(this.scale, pixels, this.width))
  }

  toggleFolding(): void {
    const middle = this.scale.time(this.width / 2)
    const { follow } = this.viewport
    this.folding = !this.folding
    if (!follow) this.#setViewport(reveal(this.scale, middle, this.width))
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

  #setViewport(viewport: Viewport): void {
    if (this.viewport.follow) this.seenEvents = this.run.store.events.length
    this.viewport = viewport
  }

  #continueFilter(): void {
    this.#isContinuing = false
    this.#filterProgress.notify()
  }

  #compileFilter(hidden: ReadonlySet<Phase>, query: Query | null): Filter {
    const { events } = this.run.store
    const matches = query ? compileQuery(events, query) : () => true
    return (place) => {
      const phase = hidden.size > 0 ? events.phaseAt(place) : null
      return !(phase && hidden.has(phase)) && matches(place)
    }
  }
}
