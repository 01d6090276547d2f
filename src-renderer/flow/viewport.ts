// Which part of the axis is seen: zoom, pan and following, as steps from one viewport to the next.
import { fittingScale, TimeScale, type FoldedAxis } from './scale.ts'

export interface Viewport {
  /** Pixels a nanosecond; null shows as much as following allows. */
  pixelsPerNs: number | null
  scrollX: number
  /** Sticks to the newest event. */
  follow: boolean
}

export const FOLLOW_LATEST: Viewport = { pixelsPerNs: null, scrollX: 0, follow: true }

/** A live view that was never zoomed shows at most this much unfolded time. */
const FOLLOW_WINDOW_NS = 20e9

const MAX_PIXELS_PER_NS = 1 / 50
/** Room kept right of the newest event. */
const RIGHT_MARGIN_PX = 28

/** The scale that a viewport means for an axis and a width. */
export function scaleOf(viewport: Viewport, axis: FoldedAxis, width: number): TimeScale {
  const fit = fittingScale(axis, width - RIGHT_MARGIN_PX)
  const perNs = viewport.pixelsPerNs ?? (viewport.follow ? Math.max(fit, width / FOLLOW_WINDOW_NS) : fit)
  const whole = new TimeScale(axis, perNs, 0)
  const left = viewport.follow ? Math.max(0, whole.width - (width - RIGHT_MARGIN_PX)) : viewport.scrollX
  return new TimeScale(axis, perNs, left)
}

/** Zooms by a factor and keeps the time under pixel `x` where it is. */
export function zoom(scale: TimeScale, factor: number, x: number, width: number): Viewport {
  const least = fittingScale(scale.axis, width - RIGHT_MARGIN_PX) / 2
  const perNs = Math.min(MAX_PIXELS_PER_NS, Math.max(least, scale.pixelsPerNs * factor))
  const moved = new TimeScale(scale.axis, perNs, 0)
  return { pixelsPerNs: perNs, scrollX: moved.contentX(scale.time(x)) - x, follow: false }
}

/** Moves by pixels, never so far that nothing is left in view. */
export function pan(scale: TimeScale, pixels: number, width: number): Viewport {
  const left = Math.min(scale.width - width / 4, Math.max(-width / 4, scale.scrollX + pixels))
  return { pixelsPerNs: scale.pixelsPerNs, scrollX: left, follow: false }
}

/** Brings a time into view, in the middle, if it is not there already. */
export function reveal(scale: TimeScale, time: number, width: number): Viewport {
  const x = scale.x(time)
  const seen = x >= 24 && x <= width - 24
  const left = seen ? scale.scrollX : scale.contentX(time) - width / 2
  return { pixelsPerNs: scale.pixelsPerNs, scrollX: left, follow: false }
}
