// Converts time to pixels and back: spans at one scale, with a break of fixed width between two spans.
import { bisect } from '../../core/kit/binary-search.ts'
import type { ShownSpan, TimeSpan } from './folding.ts'

export const BREAK_WIDTH_PX = 50

interface AxisSpan extends ShownSpan {
  index: number
  /** Unfolded nanoseconds before this span. */
  before: number
}

/** The axis of a run without events. */
const WHOLE: TimeSpan & Partial<ShownSpan> = { from: 0, to: 1e6 }

/** Which spans of time are shown, without a zoom. */
export class FoldedAxis {
  readonly spans: readonly AxisSpan[]
  /** The sum of all spans, nanoseconds. */
  readonly length: number

  constructor(busy: readonly (TimeSpan & Partial<ShownSpan>)[]) {
    let before = 0
    this.spans = (busy.length > 0 ? busy : [WHOLE]).map((span, index) => {
      const shown = { ...span, after: span.after ?? (index === 0 ? null : 'idle'), index, before }
      before += span.to - span.from
      return shown
    })
    this.length = Math.max(before, 1)
  }

  /** The end of the break that a time is in, else the time itself. */
  skipBreak(time: number): number {
    const next = this.spans[bisect(this.spans, ({ to }) => to >= time)]
    return next ? Math.max(time, next.from) : time
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

  constructor(axis: FoldedAxis, pixelsPerNs: number, scrollX: number) {
    this.axis = axis
    this.pixelsPerNs = pixelsPerNs
    this.scrollX = scrollX
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
    const index = Math.max(0, bisect(spans, (span) => span.from > time) - 1)
    const span = spans[index] as AxisSpan
    const next = spans[index + 1]
    const start = this.#start(span)
    if (time <= span.to || !next) return start + (time - span.from) * this.pixelsPerNs
    const end = start + (span.to - span.from) * this.pixelsPerNs
    return end + ((time - span.to) / (next.from - span.to)) * BREAK_WIDTH_PX
  }

  /** The time at a pixel of the view. Every pixel has exactly one time. */
  time(x: number): number {
    const content = x + this.scrollX
    const { spans } = this.axis
    const index = Math.max(0, bisect(spans, (span) => this.#start(span) > content) - 1)
    const span = spans[index] as AxisSpan
    const next = spans[index + 1]
    const inside = span.from + (content - this.#start(span)) / this.pixelsPerNs
    if (inside <= span.to || !next) return inside
    const end = this.#start(span) + (span.to - span.from) * this.pixelsPerNs
    return span.to + ((content - end) / BREAK_WIDTH_PX) * (next.from - span.to)
  }

  #start(span: AxisSpan): number {
    return span.before * this.pixelsPerNs + span.index * BREAK_WIDTH_PX
  }
}

/** The scale at which everything fits into `width` pixels. */
export function fittingScale(axis: FoldedAxis, width: number): number {
  return Math.max(width - axis.breaks * BREAK_WIDTH_PX, width / 4, 1) / axis.length
}
