// Where the rows of a sequence diagram are drawn: lanes across, time down. Pixels; the window and the exports share it.
import { processesOf, type SequenceLane } from './lanes.ts'
import type { SequenceRow } from './row.ts'
import { shorten } from './shorten.ts'

/** The column of times, left of the lanes. */
export const TIME_WIDTH_PX = 96
const MIN_LANE_PX = 80
const MARGIN_PX = 16
const LABEL_HEIGHT_PX = 16
const TREND = { width: 64, height: 14 }
/** Between the mark on a lane, or an arrow's end, and what is written beside it. */
const GAP_PX = 12
const LOOP_PX = 28
/** How high a row is, and where its line is; the label is above a line, and beside it where there is no room for both. */
const HEIGHTS: Readonly<Record<SequenceRow['kind'], { row: number; line: number }>> = {
  arrow: { row: 32, line: 22 },
  call: { row: 36, line: 22 },
  calls: { row: 38, line: 26 },
  note: { row: 24, line: 12 },
  more: { row: 24, line: 12 },
  boot: { row: 26, line: 13 },
  idle: { row: 28, line: 14 },
  agreed: { row: 28, line: 14 },
}

export interface LaneLayout extends SequenceLane {
  /** The middle. */
  x: number
  width: number
  /** As much of the name as fits. */
  title: string
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface LabelBox extends Box {
  text: string
}

export interface LineLayout {
  x1: number
  x2: number
  y: number
  /** The furthest receiver on the other side of the sender; null if there is none. */
  otherSide: number | null
  /** Receivers on the way of a message to many. */
  dots: readonly number[]
  /** From a lane to itself: it leaves to the right and comes back. */
  isLoop: boolean
}

export interface RowLayout {
  row: SequenceRow
  y: number
  height: number
  line: LineLayout | null
  /** Lanes that a note is about. */
  marks: readonly number[]
  label: LabelBox | null
  trend: Box | null
}

export interface SequenceLayout {
  /** At least the width asked for. */
  width: number
  height: number
  lanes: readonly LaneLayout[]
  rows: readonly RowLayout[]
}

/** How high a row is, whatever its width. */
export function rowHeight({ kind }: SequenceRow): number {
  return HEIGHTS[kind].row
}

/** @param measure returns the width of a label in pixels */
export function layoutSequence(
  rows: readonly SequenceRow[],
  lanes: readonly SequenceLane[],
  width: number,
  measure: (text: string) => number,
): SequenceLayout {
  const placed = placeLanes(lanes, width, measure)
  const whole = Math.max(width, TIME_WIDTH_PX + 2 * MARGIN_PX + placed.length * MIN_LANE_PX)
  const layout = new RowPlacer(placed, whole, measure)
  let y = 0
  const laidOut = rows.map((row) => {
    const one = layout.place(row, y)
    y += one.height
    return one
  })
  return { width: whole, height: y, lanes: placed, rows: laidOut }
}

function placeLanes(
  lanes: readonly SequenceLane[],
  width: number,
  measure: (text: string) => number,
): LaneLayout[] {
  const room = width - TIME_WIDTH_PX - 2 * MARGIN_PX
  const each = Math.max(MIN_LANE_PX, room / Math.max(1, lanes.length))
  return lanes.map((lane, index) => ({
    ...lane,
    x: TIME_WIDTH_PX + MARGIN_PX + each * (index + 0.5),
    width: each,
    title: shorten(lane.name, each - 8, measure),
  }))
}

/** The text of a row's label. */
export function labelOf(row: SequenceRow): string {
  switch (row.kind) {
    case 'arrow':
    case 'call':
      return row.content === '' ? row.label : `${row.label} · ${row.content}`
    case 'calls':
      return `${row.label} ${row.content}`
    default:
      return row.text
  }
}

class RowPlacer {
  readonly #lanes: readonly LaneLayout[]
  readonly #width: number
  readonly #measure: (text: string) => number
  readonly #xOf = new Map<string, number>()

  constructor(lanes: readonly LaneLayout[], width: number, measure: (text: string) => number) {
    this.#lanes = lanes
    this.#width = width
    this.#measure = measure
    for (const { members, x } of lanes) for (const id of members) this.#xOf.set(id, x)
  }

  place(row: SequenceRow, y: number): RowLayout {
    const { row: height, line: at } = HEIGHTS[row.kind]
    const empty = { row, y, height, line: null, marks: [], label: null, trend: null }
    switch (row.kind) {
      case 'arrow':
      case 'call':
      case 'calls': {
        const line = this.#line(processesOf(row), y + at)
        if (line === null) return { ...empty, label: this.#across(row, y, height) }
        const label = line.isLoop ? this.#beside(row, [line.x1, line.x2], y + at) : this.#above(row, line, y)
        return { ...empty, line, label, trend: row.kind === 'calls' ? this.#trend(line, label) : null }
      }
      case 'note': {
        const marks = [...new Set(row.lanes.flatMap((id) => this.#xOf.get(id) ?? []))].toSorted(
          (a, b) => a - b,
        )
        if (marks.length === 0) return { ...empty, label: this.#across(row, y, height) }
        return { ...empty, marks, label: this.#beside(row, marks, y + at) }
      }
      default:
        return { ...empty, label: this.#across(row, y, height) }
    }
  }

  #line([from = '', ...to]: readonly string[], y: number): LineLayout | null {
    const x1 = this.#xOf.get(from)
    const ends = [...new Set(to.flatMap((id) => this.#xOf.get(id) ?? []))]
    if (x1 === undefined || ends.length === 0) return null
    const others = ends.filter((x) => x !== x1)
    if (others.length === 0) return { x1, x2: x1 + LOOP_PX, y, otherSide: null, dots: [], isLoop: true }
    const further = (far: number, x: number) => (Math.abs(x - x1) > Math.abs(far - x1) ? x : far)
    const x2 = others.reduce(further)
    const behind = others.filter((x) => x > x1 !== x2 > x1)
    const otherSide = behind.length === 0 ? null : behind.reduce(further)
    const dots = others.filter((x) => x !== x2 && x !== otherSide).toSorted((a, b) => a - b)
    return { x1, x2, y, otherSide, dots, isLoop: false }
  }

  /** Above the line, centred; it may be longer than the line, but not leave the drawing. */
  #above(row: SequenceRow, { x1, x2 }: LineLayout, y: number): LabelBox | null {
    const left = TIME_WIDTH_PX
    const text = shorten(labelOf(row), this.#width - MARGIN_PX - left, this.#measure)
    const width = this.#measure(text)
    const x = clamp((x1 + x2) / 2 - width / 2, left, this.#width - MARGIN_PX - width)
    return box(text, x, y + 2, width)
  }

  /** Right of the last mark, left of the first or between two: where it fits first, else shortened where most does. */
  #beside(row: SequenceRow, marks: readonly number[], middle: number): LabelBox | null {
    const whole = labelOf(row)
    const wanted = this.#measure(whole)
    const ends = [TIME_WIDTH_PX - GAP_PX, ...marks, this.#width - MARGIN_PX + GAP_PX]
    const rooms = ends.slice(1).map((end, index) => {
      const from = (ends[index] as number) + GAP_PX
      return { from, room: Math.max(0, end - GAP_PX - from) }
    })
    const isLeft = (room: (typeof rooms)[number]) => room === rooms[0]
    const slot =
      rooms.findLast(({ room }) => wanted <= room) ??
      rooms.reduce((widest, one) => (one.room > widest.room ? one : widest))
    const text = shorten(whole, slot.room, this.#measure)
    const width = this.#measure(text)
    const x = isLeft(slot) ? slot.from + slot.room - width : slot.from
    return box(text, x, middle - LABEL_HEIGHT_PX / 2, width)
  }

  /** Over all lanes. */
  #across(row: SequenceRow, y: number, height: number): LabelBox | null {
    const left = TIME_WIDTH_PX
    const room = this.#width - MARGIN_PX - left
    const text = shorten(labelOf(row), room, this.#measure)
    const width = this.#measure(text)
    const first = this.#lanes[0]?.x ?? left
    const last = this.#lanes.at(-1)?.x ?? left + room
    const x = clamp((first + last) / 2 - width / 2, left, this.#width - MARGIN_PX - width)
    return box(text, x, y + (height - LABEL_HEIGHT_PX) / 2, width)
  }

  /** Beside the end of the line, under the label if there is room. */
  #trend({ x1, x2, y }: LineLayout, label: LabelBox | null): Box | null {
    const top = y - TREND.height / 2
    const isUnder = label !== null && label.y + label.height > top
    const right = Math.max(x1, x2) + GAP_PX
    const left = Math.min(x1, x2) - GAP_PX - TREND.width
    if (!isUnder && right + TREND.width <= this.#width - MARGIN_PX) return { x: right, y: top, ...TREND }
    if (!isUnder && left >= TIME_WIDTH_PX) return { x: left, y: top, ...TREND }
    return null
  }
}

function box(text: string, x: number, y: number, width: number): LabelBox | null {
  return text === '' ? null : { text, x, y, width, height: LABEL_HEIGHT_PX }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
