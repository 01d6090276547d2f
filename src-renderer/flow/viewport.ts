// The visible part of the axis: zoom, pan and following.
import type { TimeSpan } from './folding.ts'
import { BREAK_WIDTH_PX, fittingScale, TimeScale, type FoldedAxis } from './scale.ts'

export interface Viewport {
  /** Pixels per nanosecond; null fits the whole axis, or what is recent while following. */
  pixelsPerNs: number | null
  /** The time at the left edge, nanoseconds: what is in view stays there when the axis changes before it. */
  from: number
  /** Keeps the newest event in view. */
  follow: boolean
}

export const FOLLOW_LATEST: Viewport = { pixelsPerNs: null, from: 0, follow: true }

/** Shows the whole run, also while it grows. */
export const FIT_ALL: Viewport = { pixelsPerNs: null, from: 0, follow: false }

/** A view that follows and was never zoomed shows at most this much time, and at least that much. */
const MAX_FOLLOW_NS = 20e9
const MIN_FOLLOW_NS = 5e8

const MAX_PIXELS_PER_NS = 1 / 50
/** The space right of the newest event. */
const RIGHT_MARGIN_PX = 28
/** The space left of what is recent. */
const LEFT_MARGIN_PX = 40
/** A time nearer to the edge than this is not in view. */
const EDGE_PX = 24
/** What is revealed takes at least and at most this share of the width; with another one the zoom changes. */
const MIN_SHARE = 0.03
const MAX_SHARE = 0.8
const REVEALED_SHARE = 0.4
/** The least time that revealing zooms to. */
const MIN_REVEALED_NS = 2e6

/**
 * The scale of a viewport on an axis.
 * @param recent the start of what is recent: a view that follows, and was never zoomed, begins there
 */
export function scaleOf(viewport: Viewport, axis: FoldedAxis, width: number, recent = 0): TimeScale {
  const fit = fittingScale(axis, width - RIGHT_MARGIN_PX)
  const perNs = viewport.pixelsPerNs ?? (viewport.follow ? followingScale(axis, width, recent, fit) : fit)
  const whole = new TimeScale(axis, perNs, 0)
  if (viewport.follow) return new TimeScale(axis, perNs, Math.max(0, whole.width - (width - RIGHT_MARGIN_PX)))
  return new TimeScale(axis, perNs, viewport.pixelsPerNs === null ? 0 : whole.contentX(viewport.from))
}

/** All that is recent, or its last seconds. */
function followingScale(axis: FoldedAxis, width: number, recent: number, fit: number): number {
  const { busy, breaks } = measure(axis, recent, Infinity)
  const shown = Math.min(MAX_FOLLOW_NS, Math.max(MIN_FOLLOW_NS, busy))
  const room = width - RIGHT_MARGIN_PX - LEFT_MARGIN_PX - breaks * BREAK_WIDTH_PX
  return Math.max(fit, Math.max(room, width / 4) / shown)
}

/** Zooms by a factor around pixel `x`. */
export function zoom(scale: TimeScale, factor: number, x: number, width: number): Viewport {
  const min = fittingScale(scale.axis, width - RIGHT_MARGIN_PX) / 2
  const perNs = Math.min(MAX_PIXELS_PER_NS, Math.max(min, scale.pixelsPerNs * factor))
  const moved = new TimeScale(scale.axis, perNs, 0)
  return { pixelsPerNs: perNs, from: moved.time(moved.contentX(scale.time(x)) - x), follow: false }
}

/** The time in view, as far as the run has got. */
export function rangeOf(scale: TimeScale, width: number, now: number): TimeSpan {
  return { from: Math.max(0, scale.time(0)), to: Math.max(0, Math.min(now, scale.time(width))) }
}

/** Fills the width with a range of time. */
export function fitRange(axis: FoldedAxis, from: number, to: number, width: number): Viewport {
  const { busy, breaks } = measure(axis, from, to)
  const room = Math.max(width - breaks * BREAK_WIDTH_PX, width / 4)
  const pixelsPerNs = Math.min(MAX_PIXELS_PER_NS, room / Math.max(busy, 1))
  return { pixelsPerNs, from, follow: false }
}

/** Moves by pixels, but keeps part of the axis in view. */
export function pan(scale: TimeScale, pixels: number, width: number): Viewport {
  const left = Math.min(scale.width - width / 4, Math.max(-width / 4, scale.scrollX + pixels))
  return { pixelsPerNs: scale.pixelsPerNs, from: scale.time(left - scale.scrollX), follow: false }
}

/** Moves a span of time into view; zooms if it would be one thick line, or wider than the view. */
export function reveal(scale: TimeScale, { from, to }: TimeSpan, width: number): Viewport {
  const [left, right] = [scale.x(from), scale.x(to)]
  const stay = { pixelsPerNs: scale.pixelsPerNs, from: scale.time(0), follow: false }
  const share = (right - left) / width
  if (left >= EDGE_PX && right <= width - EDGE_PX && (share >= MIN_SHARE || from === to)) return stay
  if ((share >= MIN_SHARE && share <= MAX_SHARE) || from === to)
    return { ...stay, from: scale.time((left + right - width) / 2) }
  const room = Math.max(to - from, MIN_REVEALED_NS) / REVEALED_SHARE
  const middle = (from + to) / 2
  return fitRange(scale.axis, middle - room / 2, middle + room / 2, width)
}

/** How much of a range the axis shows, nanoseconds, and how many breaks are in it. */
function measure(axis: FoldedAxis, from: number, to: number): { busy: number; breaks: number } {
  const spans = axis.spans.filter((span) => span.to > from && span.from < to)
  const busy = spans.reduce((sum, span) => sum + Math.min(span.to, to) - Math.max(span.from, from), 0)
  return { busy, breaks: Math.max(0, spans.length - 1) }
}
