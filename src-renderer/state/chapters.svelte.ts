// The chapters of a run as the sequence shows them: kept current, open or folded, with their rows.
import { untrack } from 'svelte'
import { bisect } from '../../core/kit/binary-search.ts'
import { language, words } from '../words/words.svelte.ts'
import { sequenceRows, type Chapter, type SequenceRow } from '../../src-main/timeline/index.ts'
import type { EventFilter } from './event-filter.svelte.ts'
import type { Run } from './run.svelte.ts'

/** Between two updates of a live run that only RPC packets change. */
const LIVE_INTERVAL_NS = 5e8
/** Making the rows of a chapter that grows takes at most this share of the time. */
const MAX_TIME_SHARE = 0.05
/** A chapter with more events opens only when the user opens it: its rows take longer than a frame or two. */
const MAX_QUICK_EVENTS = 50_000
/** How many calls unfold at first, and how many more with each step. */
const UNFOLDED_CALLS = 100

interface CachedRows {
  /** What the rows depend on: what the user chose, and the events. */
  choices: string
  events: string
  rows: readonly SequenceRow[]
  /** Milliseconds of the page's clock: until then new events are not in them. */
  keepUntil: number
}

export class Chapters {
  /** Whether new chapters open and older ones fold. They do not while the user reads an older one. */
  follows = $state(true)
  readonly #run: Run
  readonly #filter: EventFilter
  readonly #beat = $derived.by(() =>
    this.#run.live ? Math.floor(this.#run.now / LIVE_INTERVAL_NS) : this.#run.store.events.length,
  )
  /** All chapters, in order. */
  readonly list: readonly Chapter[] = $derived.by(() => {
    void this.#beat
    return this.#run.chapters
  })
  /** The chapters with events that pass the filter. */
  readonly shown: readonly Chapter[] = $derived.by(() =>
    this.#filter.isOn && this.#filter.mode === 'hide'
      ? this.list.filter((chapter) => this.hitsIn(chapter) > 0)
      : this.list,
  )
  /** What the user, or a jump of the playhead, opened or folded. */
  #choices = $state.raw<ReadonlyMap<string, boolean>>(new Map())
  #openedAtFirst: ReadonlySet<string> = new Set()
  readonly #defaults = $derived.by(() => {
    if (this.follows || this.#openedAtFirst.size === 0)
      this.#openedAtFirst = openAtFirst(this.list, this.#openedAtFirst)
    return this.#openedAtFirst
  })
  /** Key of a row of folded calls → how many of them are shown. */
  #unfolded = $state.raw<ReadonlyMap<string, number>>(new Map())
  readonly #cache = new Map<string, CachedRows>()

  constructor(run: Run, filter: EventFilter) {
    this.#run = run
    this.#filter = filter
  }

  /** The chapter of a moment; the first or the last of one before or after all. */
  at(time: number): Chapter | undefined {
    return this.list[Math.max(0, bisect(this.list, ({ from }) => from > time) - 1)]
  }

  /** How many of its events pass the filter. */
  hitsIn({ from, to }: Chapter): number {
    const { hits } = this.#filter
    return hits.from(to) - hits.from(from)
  }

  isOpen({ id, kind }: Chapter): boolean {
    return kind !== 'idle' && (this.#choices.get(id) ?? this.#defaults.has(id))
  }

  setOpen(chapters: readonly Chapter[], isOpen: boolean): void {
    const choices = new Map(this.#choices)
    for (const { id } of chapters) choices.set(id, isOpen)
    this.#choices = choices
  }

  /** Opens the chapter that the playhead comes into. */
  openForPlayhead(chapter: Chapter): void {
    if (!this.isOpen(chapter) && chapter.count <= MAX_QUICK_EVENTS) this.setOpen([chapter], true)
  }

  /** Shows folded calls one by one, or folds them again. */
  toggleCalls(key: string): void {
    const unfolded = new Map(this.#unfolded)
    if (!unfolded.delete(key)) unfolded.set(key, UNFOLDED_CALLS)
    this.#unfolded = unfolded
  }

  /** Shows more of the calls that are unfolded. */
  showMoreCalls(key: string): void {
    const shown = this.#unfolded.get(key) ?? 0
    this.#unfolded = new Map(this.#unfolded).set(key, shown * 2 || UNFOLDED_CALLS)
  }

  /** The rows of a chapter: made when it is open and has changed. */
  rowsOf(chapter: Chapter): readonly SequenceRow[] {
    const choices = this.#choicesFor(chapter)
    return untrack(() => {
      const events = this.#eventsOf(chapter)
      const cached = this.#cache.get(chapter.id)
      const startedAt = performance.now()
      const isCurrent = cached?.events === events || (cached && startedAt < cached.keepUntil)
      if (cached?.choices === choices && isCurrent) return cached.rows
      const rows = this.#makeRows(chapter)
      const endedAt = performance.now()
      const keepUntil = this.#run.live ? endedAt + (endedAt - startedAt) / MAX_TIME_SHARE : 0
      this.#cache.set(chapter.id, { choices, events, rows, keepUntil })
      return rows
    })
  }

  #makeRows(chapter: Chapter): SequenceRow[] {
    const { store, dialect } = this.#run
    const { hits, isOn, mode } = this.#filter
    // A server that nobody observes does not say what it received.
    const tapped = store.lanes
      .all()
      .filter(({ kind, states }) => kind === 'member' && states.items.length > 0)
    return sequenceRows(store.events, chapter, {
      dialect,
      tapped: new Set(tapped.map(({ id }) => id)),
      unfolded: this.#unfolded,
      words: words.sentences,
      filter: isOn && mode === 'hide' ? (place) => hits.passes(place) : undefined,
    })
  }

  #choicesFor(chapter: Chapter): string {
    const { appliedQuery, hiddenPhases, isOn, mode } = this.#filter
    const filter = isOn && mode === 'hide' ? [this.hitsIn(chapter), appliedQuery, ...hiddenPhases] : []
    return JSON.stringify([language.code, filter, ...this.#unfolded])
  }

  /** A late event moves the places of all that follow. */
  #eventsOf({ from, to, agreedAt }: Chapter): string {
    const { events } = this.#run.store
    return [events.from(from), events.from(to), agreedAt].join()
  }
}

/** The latest cause, and what goes on now; what would take long to open only if it was open before. */
function openAtFirst(list: readonly Chapter[], before: ReadonlySet<string>): ReadonlySet<string> {
  const cause = list.findLast(({ kind }) => kind !== 'traffic' && kind !== 'idle')
  const chapters = [cause, list.at(-1)].filter((chapter) => chapter !== undefined)
  return new Set(
    chapters.filter(({ id, count }) => count <= MAX_QUICK_EVENTS || before.has(id)).map(({ id }) => id),
  )
}
