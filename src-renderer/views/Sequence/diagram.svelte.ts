// What the sequence shows: the items in view, where they are, and how each looks at the playhead.
import { untrack } from 'svelte'
import {
  formatAfterMs,
  formatMoment,
  layoutSequence,
  matchChapters,
  TIME_WIDTH_PX,
  type Chapter,
  type RowLayout,
} from '../../../src-main/timeline/index.ts'
import { isEnd } from '../../flow/lanes.ts'
import type { Inspector } from '../../state/inspector.svelte.ts'
import { besideChapters } from './beside.ts'
import { Blocks, hasPlace, type Item } from './blocks.ts'
import { laneColumns, onLanes } from './lane-columns.ts'
import { openRows } from './open-rows.ts'
import { labelWidth } from './measure.ts'
import { besideName, chapterBesideName, markedRow } from './beside-text.ts'
import { chapterName, rowName } from './row-name.ts'
import { Scroll } from './scroll.svelte.ts'

/** Items beyond the view that exist too, so that scrolling shows no gaps. */
const OVERSCAN_PX = 120
/** A row with more events is not dimmed: to test each of them in each frame would take too long. */
const MAX_TESTED_EVENTS = 2_000
const NO_LANES: ReadonlySet<string> = new Set()

export class Diagram {
  readonly inspector: Inspector
  /** The width of the view, pixels. */
  width = $state(800)
  /** The item that the keyboard is at. */
  active = $state.raw<{ chapter: string; key: string } | null>(null)
  #typeChoices = $state.raw<ReadonlyMap<string, boolean>>(new Map())

  /** The chapters of this run and of the one that it is compared with; null without one. */
  readonly #matched = $derived.by(() => {
    const { comparison, chapters } = this.inspector
    return comparison?.isReady && comparison.chapters
      ? matchChapters(chapters.list, comparison.chapters.list)
      : null
  })
  readonly blocks = $derived.by(() => {
    const { chapters, comparison, filter } = this.inspector
    const rowsOf = (chapter: Chapter) => (chapters.isOpen(chapter) ? chapters.rowsOf(chapter) : null)
    const matched = this.#matched
    const others = comparison?.chapters
    if (!matched || !others)
      return new Blocks(chapters.shown.map((chapter) => ({ chapter, rows: rowsOf(chapter) })))
    // What the filter hides of this run must not seem to be in the other only.
    const isFiltered = filter.isOn && filter.mode === 'hide'
    const shown = new Set(chapters.shown)
    const list = besideChapters(matched, (chapter) => shown.has(chapter), !isFiltered)
    return new Blocks(list.map((one) => openRows(one, chapters, others, isFiltered)))
  })
  readonly scroll = new Scroll(() => this.blocks)
  // The same array until a process starts or ends.
  readonly #own = $derived.by(() => this.inspector.run.store.lanes.all())
  /** With those that only the other run has, after them. */
  readonly #lanes = $derived.by(() => {
    const { comparison } = this.inspector
    const others = comparison?.isReady ? (comparison.other?.store.lanes.all() ?? []) : []
    const known = new Set(this.#own.map(({ id }) => id))
    const more = others.filter(({ id }) => !known.has(id))
    return more.length === 0 ? this.#own : [...this.#own, ...more]
  })
  /** The servers that only the other run has. */
  readonly onlyOther: ReadonlySet<string> = $derived(
    new Set(this.#lanes.slice(this.#own.length).map(({ id }) => id)),
  )
  readonly laneCount = $derived(this.#lanes.length)
  readonly columns = $derived(laneColumns(this.#lanes, this.#typeChoices))
  readonly #shared = $derived(
    new Set(this.columns.flatMap(({ members, isFolded }) => (isFolded ? members : []))),
  )
  /** The lanes, and the width of the drawing. */
  readonly frame = $derived(layoutSequence([], this.columns, this.width, labelWidth))
  /** From the first lane to the last. */
  readonly extent = $derived({ from: this.frame.lanes[0]?.x ?? 0, to: this.frame.lanes.at(-1)?.x ?? 0 })
  /** What is in view from left to right, without the column of times. */
  readonly view = $derived.by(() => {
    const { left } = this.scroll
    return { from: left + TIME_WIDTH_PX, to: left + this.width }
  })
  readonly visible: readonly Item[] = $derived.by(() => {
    const { top, height } = this.scroll
    return this.blocks.between(top - OVERSCAN_PX, top + height + OVERSCAN_PX)
  })
  /** The index of the first visible item among all. */
  readonly firstIndex = $derived(this.blocks.indexAt(this.scroll.top - OVERSCAN_PX))
  readonly activeIndex = $derived(
    this.active ? this.blocks.indexOf(this.active.chapter, this.active.key) : -1,
  )
  /** Where the playhead is; below all while it is at now. */
  readonly line = $derived.by(() => {
    const { at } = this.inspector.playhead
    return at === null ? this.blocks.end : this.blocks.topOf(at)
  })
  /** The chapter whose heading is above the view while its rows are in it. */
  readonly current = $derived.by(() => {
    if (this.blocks.length === 0) return null
    const { row, top, chapter } = this.blocks.at(this.blocks.indexAt(this.scroll.top + 1))
    return (row || top < this.scroll.top - 2) && chapter.kind !== 'idle' ? chapter : null
  })
  /** What the other run has beside the current chapter. */
  readonly currentBeside = $derived(
    this.current === null
      ? null
      : this.blocks.at(this.blocks.indexOf(this.current.id, this.current.id)).chapterBeside,
  )
  readonly #layouts = $derived.by(() => {
    const rows = this.visible.flatMap(({ row, rowBeside, chapterBeside }) =>
      row ? markedRow(onLanes(row, this.#shared), rowBeside, chapterBeside?.in === 'other') : [],
    )
    const laidOut = layoutSequence(rows, this.columns, this.width, labelWidth).rows
    return new Map(laidOut.map((layout) => [layout.row.key, layout]))
  })
  /** The places of the selected event and of what is connected with it. */
  readonly #chain = $derived.by(() => {
    const { selectedEvent, litEvents, run } = this.inspector
    if (!selectedEvent && litEvents.length === 0) return null
    const { events } = untrack(() => run.store)
    const places = litEvents.map((event) => events.placeOf(event) ?? -1)
    const selected = selectedEvent ? (events.placeOf(selectedEvent) ?? -1) : -1
    return { selected, places: [selected, ...places] }
  })

  constructor(inspector: Inspector) {
    this.inspector = inspector
  }

  layoutOf({ row }: Item): RowLayout | undefined {
    return row ? this.#layouts.get(row.key) : undefined
  }

  /** Where the other run of the comparison is; null without one. */
  readonly otherLine = $derived.by(() => {
    const { comparison, playhead } = this.inspector
    if (!comparison?.isReady || !comparison.other) return null
    const time = comparison.otherTime(playhead.at)
    const isIn = time >= 0 && time <= comparison.other.now
    const top = isIn ? this.blocks.topOfOther(time) : null
    return top === null ? null : { top, time }
  })

  isSelected({ row }: Item): boolean {
    return row !== null && this.#chain !== null && hasPlace(row, this.#chain.selected)
  }

  isAfterPlayhead({ time }: Item): boolean {
    const { at } = this.inspector.playhead
    return at !== null && time > at
  }

  /** After the playhead, not connected with the selection, or rejected by the filter. */
  isDim(item: Item): boolean {
    const { row } = item
    if (!row) return false
    const { dimmed } = this.inspector.filter
    const { length } = row.places
    if (dimmed && length > 0 && length <= MAX_TESTED_EVENTS && row.places.every(dimmed)) return true
    const places = this.#chain?.places ?? []
    if (places.length > 1) return !places.some((place) => hasPlace(row, place))
    return this.isAfterPlayhead(item)
  }

  /** The lanes of processes that exist at a time. */
  aliveAt(time: number): number[] {
    const { lanes } = untrack(() => this.inspector.run.store)
    return this.frame.lanes.flatMap(({ id, x, members }) => {
      const states = members.length === 1 ? lanes.get(id)?.states : undefined
      if (!states || states.items.length === 0) return [x]
      const state = lanes.stateAt(id, time)
      return state === null || isEnd(state) ? [] : [x]
    })
  }

  /** "0:01.322663" of the first row of a chapter, "+40.69" after it. */
  timeText({ row, chapter, position, time, rowBeside }: Item): string {
    if (row === null || row.kind === 'idle') return ''
    if (rowBeside?.in === 'other') return formatAfterMs(rowBeside.after ?? 0, 1)
    const first = this.blocks.at(this.blocks.indexOf(chapter.id, chapter.id) + 1)
    if (position === 0) return formatMoment(time)
    return formatAfterMs(time - first.time, rowBeside ? 1 : 2)
  }

  /** The accessible name. */
  nameOf({ row, chapter, rowBeside, chapterBeside }: Item): string {
    if (!row) {
      const shown = chapterBeside?.in === 'other' ? (chapterBeside.other ?? chapter) : chapter
      return [chapterName(shown), chapterBesideName(chapter, chapterBeside, this.inspector.run.live)]
        .filter(Boolean)
        .join(', ')
    }
    const { events } = untrack(() => this.inspector.run.store)
    const shown = rowBeside?.in === 'other' && rowBeside.other ? { ...row, time: rowBeside.other.time } : row
    return [rowName(onLanes(shown, NO_LANES), events), besideName(rowBeside)].filter(Boolean).join(', ')
  }

  /** Undefined for what cannot be opened. */
  isExpanded({ row, chapter }: Item): boolean | undefined {
    if (row?.kind === 'calls') return row.isUnfolded
    return row || chapter.kind === 'idle' ? undefined : this.inspector.chapters.isOpen(chapter)
  }

  /** How many events of a chapter pass the filter; null without a filter. */
  hitsIn(chapter: Chapter): number | null {
    const { filter, chapters } = this.inspector
    return filter.isOn ? chapters.hitsIn(chapter) : null
  }

  toggleType(type: string): void {
    const isFolded = this.columns.some((column) => column.serverType === type && column.isFolded)
    this.#typeChoices = new Map(this.#typeChoices).set(type, !isFolded)
  }
}
