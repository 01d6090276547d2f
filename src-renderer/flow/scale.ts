// Converts time to pixels and back: spans at one scale, with a break of fixed width between two spans.
import { bisect } from '../../core/kit/binary-search.ts'
import type { Span } from './folding.ts'

export const BREAK_WIDTH_PX = 34

interface AxisSpan extends Span {
  index: number
  /** Unfolded nanoseconds before this span. */
  before: number
}

/** Which spans of time are shown, without a zoom. */
export class FoldedAxis {
  readonly spans: readonly AxisSpan[]
  /** The sum of all spans, nanoseconds. */
  readonly length: number

  constructor(busy: readonly Span[]) {
    let before = 0
    this.spans = (busy.length ? busy : [{ from: 0, to: 1e6 }]).map((span, index) => {
      const piece = { ...span, index, before }
      before += span.to - span.from
      return piece
    })
    this.length = Math.max(before, 1)
  }

  get breaks(): number {
    return this.spans.length - 1
  }
}

/** An axis at a zoom and a scroll position. */
export class TimeScale {
  readonly axis: FoldedAxis
  readonly pixelsPerNs: number
  readonly scrollX: number

  constructor(axis: FoldedAxis, perNs: number, left: number) {
    this.axis = axis
    this.pixelsPerNs = perNs
    this.scrollX = left
  }

  /** The width of the whole axis, pixels. */
  get width(): number {
    return this.axis.length * this.pixelsPerNs + this.axis.breaks * BREAK_WIDTH_PX
  }

  x(time: number): number {
    return this.contentX(time) - this.scrollX
  }

  /** Pixels from the start of the axis. */
  contentX(time: number): number {
    const { spans } = this.axis
    const index = Math.max(0, bisect(spans, (piece) => piece.from > time) - 1)
    const piece = spans[index] as AxisSpan
    const next = spans[index + 1]
    const start = this.#start(piece)
    if (time <= piece.to || !next) return start + (time - piece.from) * this.pixelsPerNs
    const end = start + (piece.to - piece.from) * this.pixelsPerNs
    return end + ((time - piece.to) / (next.from - piece.to)) * BREAK_WIDTH_PX
  }

  /** The time at a pixel of the view. Every pixel has exactly one time. */
  time(x: number): number {
    const content = x + this.scrollX
    const { spans } = this.axis
    const index = Math.max(0, bisect(spans, (piece) => this.#start(piece) > content) - 1)
    const piece = spans[index] as AxisSpan
    const next = spans[index + 1]
    const inside = piece.from + (content - this.#start(piece)) / this.pixelsPerNs
    if (inside <= piece.to || !next) return inside
    const end = this.#start(piece) + (piece.to - piece.from) * this.pixelsPerNs
    return piece.to + ((content - end) / BREAK_WIDTH_PX) * (next.from - piece.to)
  }

  #start(piece: AxisSpan): number {
    return piece.before * this.pixelsPerNs + piece.index * BREAK_WIDTH_PX
  }
}

/** The scale at which everything fits into `width` pixels. */
export function fittingScale(axis: FoldedAxis, width: number): number {
  return Math.max(width - axis.breaks * BREAK_WIDTH_PX, width / 4, 1) / axis.length
}
