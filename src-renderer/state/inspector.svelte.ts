// What is looked at in a run, shared by all panels: playhead, filter, selection, layout and visible range.
import { timeOf } from '../../src-main/timeline/index.ts'
import type { TimelineEvent } from '../../src-main/timeline/index.ts'
import type { FilteredIndex } from '../flow/filtered-index.ts'
import { processOf } from '../flow/event-text.ts'
import { foldIdle, latestBurst, type TimeSpan } from '../flow/folding.ts'
import { endOf } from '../flow/phase.ts'
import { FoldedAxis, type TimeScale } from '../flow/scale.ts'
import { stopBeside } from '../flow/stops.ts'
import { causesOf } from '../flow/store.ts'
import { roundStep, MIN_TICK_DISTANCE_PX } from '../flow/ticks.ts'
import {
  fitRange,
  FIT_ALL,
  FOLLOW_LATEST,
  pan,
  rangeOf,
  reveal,
  scaleOf,
  zoom,
  type Viewport,
} from '../flow/viewport.ts'
import { CallTable } from './call-table.svelte.ts'
import { Calling } from './calling.svelte.ts'
import { Chapters } from './chapters.svelte.ts'
import { Comparison, type ComparisonSource } from './comparison.svelte.ts'
import { EventFilter } from './event-filter.svelte.ts'
import { FindingSteps } from './finding-steps.svelte.ts'
import type { LitPath } from './lit-path.svelte.ts'
import { Moment } from './moment.svelte.ts'
import type { NoteDraft } from './notes.ts'
import { Playhead } from './playhead.svelte.ts'
import type { Run } from './run.svelte.ts'
import type { Session } from './session.svelte.ts'

/** In the order in which a key goes through them. */
export const LAYOUTS = ['sequence', 'timeline', 'map'] as const
export type Layout = (typeof LAYOUTS)[number]
/** Calls between two servers, or two types, folded. */
export interface CallSelection {
  kind: 'calls'
  from: string
  to: string
  /** Null: of all methods. */
  method: string | null
  /** The rows of the columns of the calls and their answers, in the order of time. */
  rows: readonly number[]
  /** How many calls there are, where the rows are only those of the last ones. */
  count?: number
}
type Selection = { kind: 'event'; event: TimelineEvent } | { kind: 'server'; id: string } | CallSelection

/** What is zoomed to takes most of the width, with some time around it. */
const MIN_FOCUS_NS = 2e6
const FOCUS_MARGIN = 0.15
const NOTHING_LIT: ReadonlySet<string> = new Set()

export class Inspector {
  readonly run: Run
  readonly filter: EventFilter
  readonly playhead: Playhead
  readonly moment: Moment
  readonly chapters: Chapters
  readonly findings: FindingSteps
  viewport = $state.raw<Viewport>(FOLLOW_LATEST)
  selection = $state.raw<Selection | null>(null)
  hovered = $state.raw<TimelineEvent | null>(null)
  detailsOpen = $state(false)
  /** The note that is being written. */
  noteDraft = $state.raw<NoteDraft | null>(null)
  #comparison = $state.raw<Comparison | null>(null)
  /** The runs that this one was compared with, by their references. */
  readonly compared = new Map<string, ComparisonSource>()
  #callTable: CallTable | null = null
  #calling: Calling | null = null
  #path = $state.raw<LitPath | null>(null)
  /** The ids of the events that all views light: those of the path. Empty if none is shown. */
  readonly lit: ReadonlySet<string> = $derived(this.#path?.ids ?? NOTHING_LIT)
  folding = $state(true)
  /** The width of the timeline in pixels. */
  width = $state(800)
  #layout = $state<Layout>('sequence')
  /** What the sequence shows; null until it has reported it. */
  #sequenceRange = $state.raw<TimeSpan | null>(null)
  /** The range that the sequence should show; a new object for each request. */
  requestedRange = $state.raw<TimeSpan | null>(null)
  /** The number of events when the view left the newest one. */
  #seenEvents = $state(0)

  readonly axis = $derived.by(() => {
    const { now, store } = this.run
    return new FoldedAxis(
      this.folding ? foldIdle(store.busy.spans, now) : [{ from: 0, to: Math.max(store.end, now, 1e6) }],
    )
  })
  readonly #recent = $derived.by(() => latestBurst(this.run.store.controlBusy.spans))
  readonly scale: TimeScale = $derived(scaleOf(this.viewport, this.axis, this.width, this.#recent))
  readonly selectedEvent = $derived(this.selection?.kind === 'event' ? this.selection.event : null)
  readonly selectedServer = $derived(this.selection?.kind === 'server' ? this.selection.id : null)
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
  /** What views light beside the selected event: the path, else what is connected with the selected event. */
  readonly litEvents: readonly TimelineEvent[] = $derived(this.#path?.events ?? this.relatedEvents)
  /** The time that the main view shows: the brush of the overview. */
  readonly range: TimeSpan = $derived.by(() => {
    const sequence = this.#layout === 'sequence' ? this.#sequenceRange : null
    return sequence ?? rangeOf(this.scale, this.width, this.run.now)
  })
  /** Digits after the seconds of a moment: more where the ruler's step is under one millisecond. */
  readonly timeDigits = $derived(
    this.#layout === 'timeline' && roundStep(MIN_TICK_DISTANCE_PX / this.scale.pixelsPerNs) < 1e6 ? 9 : 6,
  )

  constructor(run: Run) {
    this.run = run
    if (!run.live) this.viewport = FIT_ALL
    this.filter = new EventFilter(run)
    this.chapters = new Chapters(run, this.filter)
    this.playhead = new Playhead(run, {
      stopBeside: (time, direction) => stopBeside(run.chapters, time, direction),
      skipIdle: (time) => this.axis.skipBreak(time),
    })
    this.moment = new Moment(run, this.playhead)
    this.findings = new FindingSteps(this)
  }

  /** The run that this one is compared with. */
  get comparison(): Comparison | null {
    return this.#comparison
  }

  /** Compares with another run, instead of an earlier one. */
  compareWith(session: Session, source: ComparisonSource): Comparison {
    this.stopComparing()
    const comparison = new Comparison(session, this.run, source)
    this.#comparison = comparison
    this.compared.set(comparison.reference, source)
    void comparison.open()
    return comparison
  }

  stopComparing(): void {
    this.#comparison?.close()
    this.#comparison = null
  }

  /** What the main view is. */
  get layout(): Layout {
    return this.#layout
  }

  /** The other layout shows the same range. */
  set layout(layout: Layout) {
    const { range } = this
    if (layout === this.#layout) return
    this.#layout = layout
    this.#sequenceRange = null
    if (!this.viewport.follow) this.showRange(range.from, range.to)
  }

  nextLayout(): void {
    this.layout = LAYOUTS[(LAYOUTS.indexOf(this.#layout) + 1) % LAYOUTS.length] ?? 'sequence'
  }

  /** Whether the view keeps showing the newest event. */
  get isFollowing(): boolean {
    return this.viewport.follow || (this.#layout === 'timeline' && this.viewport.pixelsPerNs === null)
  }

  /** The number of events that came since the view left the newest one. */
  get newEvents(): number {
    return this.isFollowing ? 0 : this.run.store.events.length - this.#seenEvents
  }

  /** Where the selected event is among the events that pass the filter, from 0; -1 if it does not pass. */
  get hitIndex(): number {
    return this.selectedEvent ? this.filter.hits.indexOf(this.selectedEvent) : -1
  }

  /** Selects an event, shows it, and moves the playhead to it. */
  selectEvent(event: TimelineEvent): void {
    this.selection = { kind: 'event', event: this.run.store.events.withBody(event) }
    this.hovered = null
    this.detailsOpen = true
    this.playhead.moveTo(timeOf(event))
    this.#setViewport(reveal(this.scale, this.#chain(event), this.width))
  }

  selectServer(id: string): void {
    this.selection = { kind: 'server', id }
    this.detailsOpen = true
  }

  /** Selects folded calls. The playhead stays. `places`: of the calls and their answers. */
  selectCalls({
    places,
    ...calls
  }: Omit<CallSelection, 'kind' | 'rows'> & { places: readonly number[] }): void {
    const { events } = this.run.store
    const rows = places.toSorted((one, other) => one - other).map((place) => events.rowAt(place))
    this.selection = { kind: 'calls', ...calls, rows }
    this.hovered = null
    this.detailsOpen = true
  }

  /** Selects calls by the rows of the columns, of the calls and their answers. The playhead stays. */
  selectCallRows({ from, to, method, rows, count }: Omit<CallSelection, 'kind'>): void {
    const { events } = this.run.store
    const inTime = rows.toSorted((one, other) => events.timeOfRow(one) - events.timeOfRow(other))
    this.selection = { kind: 'calls', from, to, method, count, rows: inTime }
    this.hovered = null
    this.detailsOpen = true
  }

  clearSelection(): void {
    this.selection = null
    this.detailsOpen = false
  }

  /** Selects the next or previous event that is shown. */
  step(by: 1 | -1): void {
    const { shown } = this.filter
    if (shown.length === 0) return
    const at = this.selectedEvent ? shown.indexOf(this.selectedEvent) : -1
    const index = at >= 0 ? at + by : this.#indexBeside(shown, by)
    this.selectEvent(shown.at(Math.min(shown.length - 1, Math.max(0, index))))
  }

  /** Selects the next or previous shown event of the selected server, or of the server of the selected event. */
  stepInLane(by: 1 | -1): void {
    const lane = this.selectedServer ?? (this.selectedEvent ? processOf(this.selectedEvent) : null)
    const listed = this.filter.shown
    if (lane === null) return this.step(by)
    const { selectedEvent } = this
    const at = selectedEvent ? listed.indexOf(selectedEvent) : -1
    let index = at >= 0 ? at + by : this.#indexBeside(listed, by)
    while (index >= 0 && index < listed.length && !isOf(listed.at(index), lane)) index += by
    const found = listed.at(index)
    if (index >= 0 && found) this.selectEvent(found)
  }

  /** Selects the next or previous event that passes the filter; after the last one the first. */
  stepHit(by: 1 | -1): void {
    const { hits } = this.filter
    if (hits.length === 0) return
    const at = this.hitIndex
    const index = at >= 0 ? at + by : this.#indexBeside(hits, by)
    this.selectEvent(hits.at((index + hits.length) % hits.length))
  }

  /** Selects the latest recorded cause of the selected event. */
  toCause(): void {
    const cause = this.causes.toSorted((a, b) => timeOf(b) - timeOf(a))[0]
    if (cause) this.selectEvent(cause)
  }

  /** Selects the first recorded effect of the selected event. */
  toEffect(): void {
    const effect = this.effects[0]
    if (effect) this.selectEvent(effect)
  }

  /** All calls of the run; read when it is first shown. */
  get callTable(): CallTable {
    return (this.#callTable ??= new CallTable(this.run, this.filter, this.playhead))
  }

  /** What is called by hand. */
  get calling(): Calling {
    return (this.#calling ??= new Calling(this.run))
  }

  /** The path that is lit on all views; null if none is. */
  get path(): LitPath | null {
    return this.#path
  }

  /** Lights an event and its effects, and moves the playhead to it; null shows none. */
  showPath(path: LitPath | null): void {
    this.#path?.close()
    this.#path = path
    const span = path?.span
    if (!span) return
    this.playhead.moveTo(span.to)
    const { from, to } = padded(span)
    this.showRange(from, to)
  }

  goLive(): void {
    this.playhead.goLive()
    this.viewport = { ...this.viewport, follow: true }
  }

  /** Shows the whole run. */
  fitAll(): void {
    this.#setViewport(FIT_ALL)
    this.requestedRange = { from: 0, to: this.run.now }
  }

  /** Makes the main view show this time. */
  showRange(from: number, to: number): void {
    this.#setViewport(fitRange(this.axis, from, to, this.width))
    this.requestedRange = { from, to }
  }

  /** To be called by the sequence when it scrolls. */
  reportRange(from: number, to: number): void {
    const known = this.#sequenceRange
    if (known?.from !== from || known.to !== to) this.#sequenceRange = { from, to }
  }

  /** To be called by a view that scrolls away from the newest event. */
  stopFollowing(): void {
    if (this.viewport.follow) this.pan(0)
  }

  /** Brings a time into view. */
  reveal(time: number): void {
    this.#setViewport(reveal(this.scale, { from: time, to: time }, this.width))
  }

  /** Zooms to what is selected: an event with its causes and effects, the start of a server. Again: the whole run. */
  focus(): void {
    const selected = this.#selectedSpan()
    if (!selected) return this.fitAll()
    const { from, to } = padded(selected)
    const shown = rangeOf(this.scale, this.width, Infinity)
    const tolerance = (to - from) / 100
    const isShown = Math.abs(shown.from - Math.max(from, 0)) + Math.abs(shown.to - to) < tolerance
    if (isShown) this.fitAll()
    else this.showRange(from, to)
  }

  /** Keeps the selected event in view after the width changed. */
  keepInView(): void {
    if (this.selectedEvent && !this.viewport.follow) this.reveal(timeOf(this.selectedEvent))
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
    if (!follow) this.reveal(middle)
  }

  #selectedSpan(): TimeSpan | null {
    const { selectedEvent, selectedServer } = this
    if (selectedEvent) return this.#chain(selectedEvent)
    return selectedServer === null ? null : this.run.store.lanes.startOf(selectedServer, this.playhead.time)
  }

  /** The time of the selected event with its causes and effects. */
  #chain(event: TimelineEvent): TimeSpan {
    const events = [event, ...this.relatedEvents]
    return {
      from: Math.min(...events.map(timeOf)),
      to: Math.max(...events.map((one) => (one.t === 'packet' ? endOf(one) : timeOf(one)))),
    }
  }

  /** Without a selection in the list, stepping starts at the playhead; at now, forward from the start of the view. */
  #indexBeside(listed: FilteredIndex, by: 1 | -1): number {
    const { time, at } = this.playhead
    if (by < 0) return listed.after(time) - 1
    return at === null ? listed.from(this.range.from) : listed.after(time)
  }

  #setViewport(viewport: Viewport): void {
    if (this.isFollowing) this.#seenEvents = this.run.store.events.length
    this.viewport = viewport
  }
}

function isOf(event: TimelineEvent | undefined, process: string): boolean {
  if (!event) return false
  return event.t === 'packet' ? event.from === process || event.to === process : processOf(event) === process
}

function padded({ from, to }: TimeSpan): TimeSpan {
  const length = Math.max(to - from, MIN_FOCUS_NS)
  const middle = (from + to) / 2
  const half = length * (0.5 + FOCUS_MARGIN)
  return { from: middle - half, to: middle + half }
}
