// The visible part of the axis: zoom, pan and following.
import type { TimeSpan } from './folding.ts'
import { BREAK_WIDTH_PX, fittingScale, TimeScale, type FoldedAxis } from './scale.ts'

export interface Viewport {
  /** Pixels per nanosecond; null fits the whole axis, or the last seconds while following. */
  pixelsPerNs: number | null
  scrollX: number
  /** Keeps the newest event in view. */
  follow: boolean
}

export const FOLLOW_LATEST: Viewport = { pixelsPerNs: null, scrollX: 0, follow: true }

/** Shows the whole run, also while it grows. */
export const FIT_ALL: Viewport = { pixelsPerNs: null, scrollX: 0, follow: false }

/** A view that follows and was never zoomed shows at most this much time. */
const FOLLOW_WINDOW_NS = 20e9

const MAX_PIXELS_PER_NS = 1 / 50
/** The space right of the newest event. */
const RIGHT_MARGIN_PX = 28

/** The scale of a viewport on an axis. */
export function scaleOf(viewport: Viewport, axis: FoldedAxis, width: number): TimeScale {
  const fit = fittingScale(axis, width - RIGHT_MARGIN_PX)
  const perNs = viewport.pixelsPerNs ?? (viewport.follow ? Math.max(fit, width / FOLLOW_WINDOW_NS) : fit)
  const whole = new TimeScale(axis, perNs, 0)
  const left = viewport.follow ? Math.max(0, whole.width - (width - RIGHT_MARGIN_PX)) : viewport.scrollX
  return new TimeScale(axis, perNs, left)
}

/** Zooms by a factor around pixel `x`. */
export function zoom(scale: TimeScale, factor: number, x: number, width: number): Viewport {
  const min = fittingScale(scale.axis, width - RIGHT_MARGIN_PX) / 2
  const perNs = Math.min(MAX_PIXELS_PER_NS, Math.max(min, scale.pixelsPerNs * factor))
  const moved = new TimeScale(scale.axis, perNs, 0)
  return { pixelsPerNs: perNs, scrollX: moved.contentX(scale.time(x)) - x, follow: false }
}

/** The time in view, as far as the run has got. */
export function rangeOf(scale: TimeScale, width: number, now: number): TimeSpan {
  return { from: Math.max(0, scale.time(0)), to: Math.max(0, Math.min(now, scale.time(width))) }
}

/** Fills the width with a range of time. */
export function fitRange(axis: FoldedAxis, from: number, to: number, width: number): Viewport {
  const spans = axis.spans.filter((span) => span.to > from && span.from < to)
  const breaks = Math.max(0, spans.length - 1) * BREAK_WIDTH_PX
  const busy = spans.reduce((sum, span) => sum + Math.min(span.to, to) - Math.max(span.from, from), 0)
  const pixelsPerNs = Math.min(MAX_PIXELS_PER_NS, Math.max(width - breaks, width / 4) / Math.max(busy, 1))
  return { pixelsPerNs, scrollX: new TimeScale(axis, pixelsPerNs, 0).contentX(from), follow: false }
}

/** Moves by pixels, but keeps part of the axis in view. */
export function pan(scale: TimeScale, pixels: number, width: number): Viewport {
  const left = Math.min(scale.width - width / 4, Math.max(-width / 4, scale.scrollX + pixels))
  return { pixelsPerNs: scale.pixelsPerNs, scrollX: left, follow: false }
}

/** Centres a time that is not in view. */
export function reveal(scale: TimeScale, time: number, width: number): Viewport {
  const x = scale.x(time)
  const seen = x >= 24 && x <= width - 24
  const left = seen ? scale.scrollX : scale.contentX(time) - width / 2
  return { pixelsPerNs: scale.pixelsPerNs, scrollX: left, follow: false }
}
