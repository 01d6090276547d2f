// Which part of the axis is seen: zoom, pan and following, as steps from one viewport to the next.
import { fittingScale, TimeScale, type FoldedAxis } from './scale.ts'

export interface Viewport {
  /** Pixels a nanosecond; null shows as much as following allows. */
  perNs: number | null
  left: number
  /** Sticks to the newest event. */
  follow: boolean
}

export const FOLLOWING: Viewport = { perNs: null, left: 0, follow: true }

/** A live view that was never zoomed shows at most this much unfolded time. */
const FOLLOWED = 20e9

const MOST = 1 / 50
/** Room kept right of the newest event. */
const ROOM = 28

/** The scale that a viewport means for an axis and a width. */
export function scaleOf(viewport: Viewport, axis: FoldedAxis, width: number): TimeScale {
  const fit = fittingScale(axis, width - ROOM)
  const perNs = viewport.perNs ?? (viewport.follow ? Math.max(fit, width / FOLLOWED) : fit)
  const whole = new TimeScale(axis, perNs, 0)
  const left = viewport.follow ? Math.max(0, whole.width - (width - ROOM)) : viewport.left
  return new TimeScale(axis, perNs, left)
}

/** Zooms by a factor and keeps the time under pixel `x` where it is. */
export function zoom(scale: TimeScale, factor: number, x: number, width: number): Viewport {
  const least = fittingScale(scale.axis, width - ROOM) / 2
  const perNs = Math.min(MOST, Math.max(least, scale.perNs * factor))
  const moved = new TimeScale(scale.axis, perNs, 0)
  return { perNs, left: moved.content(scale.time(x)) - x, follow: false }
}

/** Moves by pixels, never so far that nothing is left in view. */
export function pan(scale: TimeScale, pixels: number, width: number): Viewport {
  const left = Math.min(scale.width - width / 4, Math.max(-width / 4, scale.left + pixels))
  return { perNs: scale.perNs, left, follow: false }
}

/** Brings a time into view, in the middle, if it is not there already. */
export function reveal(scale: TimeScale, time: number, width: number): Viewport {
  const x = scale.x(time)
  const seen = x >= 24 && x <= width - 24
  const left = seen ? scale.left : scale.content(time) - width / 2
  return { perNs: scale.perNs, left, follow: false }
}
