// Time to pixels and back. Piecewise linear: spans at one scale, a break of fixed width between two spans.
// Rising everywhere, so every pixel has one time.
import { bisect } from '../../core/kit/binary-search.ts'
import type { Span } from './folding.ts'

/** Width of a break, in pixels. */
export const BREAK_WIDTH_PX = 34

interface Piece extends Span {
  index: number
  /** Unfolded nanoseconds before this piece. */
  before: number
}

/** The axis without a zoom: which times are shown. */
export class FoldedAxis {
  readonly pieces: readonly Piece[]
  /** Unfolded nanoseconds in all. */
  readonly length: number

  constructor(spans: readonly Span[]) {
    let before = 0
    this.pieces = (spans.length ? spans : [{ from: 0, to: 1e6 }]).map((span, index) => {
      const piece = { ...span, index, before }
      before += span.to - span.from
      return piece
    })
    this.length = Math.max(before, 1)
  }

  get breaks(): number {
    return this.pieces.length - 1
  }
}

/** An axis at a zoom (`perNs`, pixels a nanosecond) and a scroll (`left`, pixels of content left of the view). */
export class TimeScale {
  readonly axis: FoldedAxis
  readonly pixelsPerNs: number
  readonly scrollX: number

  constructor(axis: FoldedAxis, perNs: number, left: number) {
    this.axis = axis
    this.pixelsPerNs = perNs
    this.scrollX = left
  }

  /** Width of everything. */
  get width(): number {
    return this.axis.length * this.pixelsPerNs + this.axis.breaks * BREAK_WIDTH_PX
  }

  x(time: number): number {
    return this.contentX(time) - this.scrollX
  }

  /** Pixels from the beginning of the axis. */
  contentX(time: number): number {
    const { pieces } = this.axis
    const index = Math.max(0, bisect(pieces, (piece) => piece.from > time) - 1)
    const piece = pieces[index] as Piece
    const next = pieces[index + 1]
    const begin = this.#begin(piece)
    if (time <= piece.to || !next) return begin + (time - piece.from) * this.pixelsPerNs
    const end = begin + (piece.to - piece.from) * this.pixelsPerNs
    return end + ((time - piece.to) / (next.from - piece.to)) * BREAK_WIDTH_PX
  }

  /** The time at a pixel of the view. */
  time(x: number): number {
    const content = x + this.scrollX
    const { pieces } = this.axis
    const index = Math.max(0, bisect(pieces, (piece) => this.#begin(piece) > content) - 1)
    const piece = pieces[index] as Piece
    const next = pieces[index + 1]
    const inside = piece.from + (content - this.#begin(piece)) / this.pixelsPerNs
    if (inside <= piece.to || !next) return inside
    const end = this.#begin(piece) + (piece.to - piece.from) * this.pixelsPerNs
    return piece.to + ((content - end) / BREAK_WIDTH_PX) * (next.from - piece.to)
  }

  #begin(piece: Piece): number {
    return piece.before * this.pixelsPerNs + piece.index * BREAK_WIDTH_PX
  }
}

/** The scale at which everything fits into `width` pixels. */
export function fittingScale(axis: FoldedAxis, width: number): number {
  return Math.max(width - axis.breaks * BREAK_WIDTH_PX, width / 4, 1) / axis.length
}
