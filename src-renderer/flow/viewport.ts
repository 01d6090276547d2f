// The visible part of the axis: zoom, pan and following.
import { fittingScale, TimeScale, type FoldedAxis } from './scale.ts'

export interface Viewport {
  /** Pixels per nanosecond; null fits the whole axis, or the last seconds while following. */
  pixelsPerNs: number | null
  scrollX: number
  /** Keeps the newest event in view. */
  follow: boolean
}

export const FOLLOW_LATEST: Viewport = { pixelsPerNs: null, scrollX: 0, follow: true }

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
