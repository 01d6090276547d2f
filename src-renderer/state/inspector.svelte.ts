// What the user looks at in a run: the viewport, the filter, and the one selection that flow, table and details share.
import { compileQuery, parseQuery, timeOf } from '../../src-main/timeline/index.ts'
import type { Phase, Query, TimelineEvent } from '../../src-main/timeline/index.ts'
import { foldIdle } from '../flow/folding.ts'
import { FilteredIndex, type Filter } from '../flow/filtered-index.ts'
import { PHASES } from '../flow/phase.ts'
import { FoldedAxis, type TimeScale } from '../flow/scale.ts'
import { causesOf } from '../flow/store.ts'
import { FOLLOW_LATEST, pan, reveal, scaleOf, zoom, type Viewport } from '../flow/viewport.ts'
import type { Run } from './run.svelte.ts'

type Selection = { kind: 'event'; event: TimelineEvent } | { kind: 'server'; id: string; at: number | null }

export class Inspector {
  readonly run: Run
  viewport = $state.raw<Viewport>(FOLLOW_LATEST)
  selection = $state.raw<Selection | null>(null)
  hovered = $state.raw<TimelineEvent | null>(null)
  /** The details pane is open for the selection. */
  detailsOpen = $state(false)
  folding = $state(true)
  hiddenPhases = $state.raw<ReadonlySet<Phase>>(new Set())
  query = $state('')
  /** Width of the flow in pixels. */
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
  /** What is wrong with the query, and where; it filters nothing then. */
  readonly queryError = $derived(this.#parsed.ok ? null : this.#parsed.error)
  /** Null lets everything pass. */
  readonly filter = $derived.by(() => {
    const query = this.query.trim() === '' || !this.#parsed.ok ? null : this.#parsed.query
    return this.hiddenPhases.size === 0 && !query ? null : this.#filter(this.hiddenPhases, query)
  })
  readonly selectedEvent = $derived(this.selection?.kind === 'event' ? this.selection.event : null)
  readonly selectedServer = $derived(this.selection?.kind === 'server' ? this.selection.id : null)
  /** The moment at which a server is looked at. */
  readonly selectedTime = $derived(this.selection?.kind === 'server' ? this.selection.at : null)
  /** What led to the chosen event, as far as it is known. */
  readonly causes = $derived.by((): TimelineEvent[] => {
    return this.selectedEvent
      ? causesOf(this.selectedEvent).flatMap((id) => this.run.store.find(id) ?? [])
      : []
  })
  /** What arose from it. */
  readonly effects = $derived.by((): TimelineEvent[] => {
    return this.selectedEvent && 'id' in this.selectedEvent
      ? this.run.store.effectsOf(this.selectedEvent.id)
      : []
  })
  readonly relatedEvents = $derived([...this.causes, ...this.effects])

  readonly #filtered: FilteredIndex

  constructor(run: Run) {
    this.run = run
    this.#filtered = new FilteredIndex(run.store.events)
  }

  /** The events that pass the filter; reactive as the run's store is. */
  get filtered(): FilteredIndex {
    this.run.trackEvents()
    return this.#filtered.update(this.filter)
  }

  /** The number of events that came since the user stopped following. */
  get newEvents(): number {
    return this.run.store.events.length - this.seenEvents
  }

  selectEvent(event: TimelineEvent): void {
    this.selection = { kind: 'event', event: this.run.store.events.withBody(event) }
    this.hovered = null
    this.detailsOpen = true
    this.#hold(reveal(this.scale, timeOf(event), this.width))
  }

  /** After the flow got narrower or wider: the chosen event stays in view. */
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

  /** The next or previous event that passes the filter. */
  step(by: 1 | -1): void {
    const { filtered: listed, selectedEvent: chosen } = this
    const index = (chosen ? listed.indexOf(chosen) : this.#beside(listed, by)) + by
    if (listed.length > 0) this.selectEvent(listed.at(Math.min(listed.length - 1, Math.max(0, index))))
  }

  /** Without a selection stepping begins at the edge of what is in view. */
  #beside(listed: FilteredIndex, by: 1 | -1): number {
    const first = listed.from(this.scale.time(by > 0 ? 0 : this.width))
    return by > 0 ? first - 1 : first
  }

  goLive(): void {
    this.viewport = { ...this.viewport, follow: true }
  }

  /** Everything in view; a live run is followed again. */
  fitAll(): void {
    this.viewport = this.run.live ? FOLLOW_LATEST : { pixelsPerNs: null, scrollX: 0, follow: false }
  }

  zoom(factor: number, x: number = this.width / 2): void {
    this.#hold(zoom(this.scale, factor, x, this.width))
  }

  pan(pixels: number): void {
    this.#hold(pan(this.scale, pixels, this.width))
  }

  toggleFolding(): void {
    const middle = this.scale.time(this.width / 2)
    const { follow } = this.viewport
    this.folding = !this.folding
    if (!follow) this.#hold(reveal(this.scale, middle, this.width))
  }

  togglePhase(phase: Phase): void {
    const hidden = new Set(this.hiddenPhases)
    if (!hidden.delete(phase)) hidden.add(phase)
    this.hiddenPhases = hidden
  }

  /** Only this phase; if it is the only one already, all again. */
  showOnlyPhase(phase: Phase): void {
    const others = PHASES.filter((each) => each !== phase)
    const alone = others.every((each) => this.hiddenPhases.has(each)) && !this.hiddenPhases.has(phase)
    this.hiddenPhases = new Set(alone ? [] : others)
  }

  #hold(viewport: Viewport): void {
    if (this.viewport.follow) this.seenEvents = this.run.store.events.length
    this.viewport = viewport
  }

  #filter(hidden: ReadonlySet<Phase>, query: Query | null): Filter {
    const { events } = this.run.store
    const answers = query ? compileQuery(events, query) : () => true
    return (place) => {
      const phase = hidden.size > 0 ? events.phaseAt(place) : null
      return !(phase && hidden.has(phase)) && answers(place)
    }
  }
}
