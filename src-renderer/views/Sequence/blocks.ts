// Where the headings and rows of chapters are, in pixels from the top, for a list of which only a part exists.
import { bisect, firstIndex } from '../../../core/kit/binary-search.ts'
import {
  rowHeight,
  type Chapter,
  type Nanoseconds,
  type SequenceRow,
} from '../../../src-main/timeline/index.ts'
import type { ChapterBeside, RowBeside, RowsBeside } from './beside.ts'

const HEADING_PX = 30
const HEADING_GAP_PX = 6
const IDLE_PX = 26
/** Below the last row of an open chapter, and below all. */
const END_GAP_PX = 8
const FOOT_PX = 20

export interface ChapterRows {
  chapter: Chapter
  /** Null while the chapter is folded. */
  rows: readonly SequenceRow[] | null
  /** In a comparison: what the other run has beside the chapter, and beside its rows while it is open. */
  beside?: ChapterBeside
  rowsBeside?: RowsBeside | null
}

/** A heading, or a row of an open chapter. */
export interface Item {
  key: string
  chapter: Chapter
  /** Null for the heading. */
  row: SequenceRow | null
  /** Its place among the rows of its chapter, or among the chapters, from 0; and how many there are. */
  position: number
  siblings: number
  top: number
  height: number
  /** Where it starts. */
  time: Nanoseconds
  /** In a comparison: what the other run has beside it. Of a row that is not matched: null. */
  chapterBeside: ChapterBeside | null
  rowBeside: RowBeside | null
}

interface Block extends ChapterRows {
  top: number
  heading: number
  /** The index of its heading among all items. */
  first: number
  /** The tops of its rows below its heading, and of its end. */
  tops: Float64Array
}

const FOLDED = new Float64Array(1)
/** Rows stay the same array until their chapter changes. */
const knownTops = new WeakMap<readonly SequenceRow[], Float64Array>()

function topsOf(rows: readonly SequenceRow[]): Float64Array {
  const known = knownTops.get(rows)
  if (known) return known
  const tops = new Float64Array(rows.length + 1)
  for (const [index, row] of rows.entries()) tops[index + 1] = (tops[index] as number) + rowHeight(row)
  knownTops.set(rows, tops)
  return tops
}

export class Blocks {
  readonly height: number
  /** Where the last item ends. */
  readonly end: number
  /** The number of items. */
  readonly length: number
  readonly #blocks: Block[] = []
  /** Those of this run: a moment is in one of them. */
  readonly #own: Block[] = []

  constructor(chapters: readonly ChapterRows[]) {
    let top = 0
    let first = 0
    for (const one of chapters) {
      const { chapter, rows, beside } = one
      const heading = chapter.kind === 'idle' ? IDLE_PX : HEADING_PX + HEADING_GAP_PX
      const tops = rows ? topsOf(rows) : FOLDED
      const block = { ...one, top, heading, first, tops }
      this.#blocks.push(block)
      if (beside?.in !== 'other') this.#own.push(block)
      top += heading + (tops.at(-1) as number) + (rows ? END_GAP_PX : 0)
      first += tops.length
    }
    this.end = top
    this.height = top + FOOT_PX
    this.length = first
  }

  /** The items of this part, in order. */
  between(top: number, bottom: number): Item[] {
    const items: Item[] = []
    for (let index = this.indexAt(top); index < this.length; index += 1) {
      const item = this.at(index)
      if (item.top >= bottom) break
      items.push(item)
    }
    return items
  }

  at(index: number): Item {
    const block = this.#blockBy(({ first }) => first > index)
    const row = index - block.first - 1
    return row < 0 ? this.#heading(block) : this.#row(block, row)
  }

  /** The index of the item at a height. */
  indexAt(y: number): number {
    if (this.length === 0) return 0
    const block = this.#blockBy(({ top }) => top > y)
    const start = block.top + block.heading
    const rows = firstIndex(block.tops.length, (index) => start + (block.tops[index] as number) > y)
    return block.first + Math.min(rows, block.tops.length - 1)
  }

  /** The index of a row of a chapter; of the chapter's heading if it has no such row; -1 without the chapter. */
  indexOf(chapter: string, key: string): number {
    const block = this.#blocks.find((each) => each.chapter.id === chapter)
    if (!block) return -1
    const row = key === chapter ? -1 : (block.rows?.findIndex((each) => each.key === key) ?? -1)
    return block.first + 1 + row
  }

  /** The index of the item that shows an event: its row, or the heading of its folded chapter. */
  indexOfEvent(place: number, time: Nanoseconds): number {
    if (this.#own.length === 0) return -1
    const { chapter, rows, first } = this.#blockAt(time)
    if (time < chapter.from || time >= chapter.to) return -1
    if (!rows) return first
    const row = rows.findIndex((each) => hasPlace(each, place))
    return row < 0 ? -1 : first + 1 + row
  }

  /** Where a moment is: below all rows up to it. */
  topOf(time: Nanoseconds): number {
    if (this.#own.length === 0) return 0
    const block = this.#blockAt(time)
    if (time < block.chapter.from) return 0
    if (!block.rows) return block.top + HEADING_PX
    const rows = bisect(block.rows, (row) => row.time > time)
    return block.top + block.heading + (block.tops[rows] as number)
  }

  /** Where a moment of the other run is; null before its first chapter. */
  topOfOther(time: Nanoseconds): number | null {
    const block = this.#blocks.findLast(({ beside }) => beside?.other && beside.other.from <= time)
    if (!block) return null
    if (!block.rowsBeside) return block.top + HEADING_PX
    const { otherTimes } = block.rowsBeside
    const rows = firstIndex(otherTimes.length, (index) => (otherTimes[index] as number) > time)
    return block.top + block.heading + (block.tops[rows] as number)
  }

  /** The chapter of this run with a moment. */
  #blockAt(time: Nanoseconds): Block {
    return this.#own[Math.max(0, bisect(this.#own, ({ chapter: { from } }) => from > time) - 1)] as Block
  }

  #blockBy(isLater: (block: Block) => boolean): Block {
    return this.#blocks[Math.max(0, bisect(this.#blocks, isLater) - 1)] as Block
  }

  #heading(block: Block): Item {
    const { chapter, top, heading } = block
    return {
      key: chapter.id,
      chapter,
      row: null,
      position: this.#blocks.indexOf(block),
      siblings: this.#blocks.length,
      top,
      height: heading,
      time: chapter.from,
      chapterBeside: block.beside ?? null,
      rowBeside: null,
    }
  }

  #row({ chapter, rows, top, heading, tops, beside, rowsBeside }: Block, position: number): Item {
    const row = rows?.[position] as SequenceRow
    const [start, end] = [tops[position] as number, tops[position + 1] as number]
    return {
      key: row.key,
      chapter,
      row,
      position,
      siblings: tops.length - 1,
      top: top + heading + start,
      height: end - start,
      time: row.time,
      chapterBeside: beside ?? null,
      rowBeside: rowsBeside?.beside[position] ?? null,
    }
  }
}

/** Whether an event, by its place, is in this row. */
export function hasPlace({ places }: SequenceRow, place: number): boolean {
  const [first, last] = [places[0], places.at(-1)]
  if (first === undefined || last === undefined || place < first || place > last) return false
  return places[bisect(places, (each) => each >= place)] === place
}
