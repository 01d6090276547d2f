// The ticks of the axis, at round times inside spans, and the breaks between spans.
import { formatMoment } from '../../src-main/timeline/index.ts'
import type { FoldReason } from './folding.ts'
import { BREAK_WIDTH_PX, type TimeScale } from './scale.ts'

interface Tick {
  x: number
  label: string
}

interface Break {
  x: number
  width: number
  /** Folded nanoseconds. */
  folded: number
  reason: FoldReason
  /** The time at which the axis goes on. */
  until: number
}

export const MIN_TICK_DISTANCE_PX = 96
/** The space that a label needs before a break. */
const LABEL_WIDTH_PX = 72

export function ticksOf(scale: TimeScale, width: number): Tick[] {
  const step = roundStep(MIN_TICK_DISTANCE_PX / scale.pixelsPerNs)
  const ticks: Tick[] = []
  for (const span of scale.axis.spans) {
    if (scale.x(span.to) < 0) continue
    if (scale.x(span.from) > width) break
    const room = span === scale.axis.spans.at(-1) ? Number.POSITIVE_INFINITY : scale.x(span.to)
    const begin = Math.max(span.from, scale.time(-MIN_TICK_DISTANCE_PX))
    const end = Math.min(span.to, scale.time(width + MIN_TICK_DISTANCE_PX))
    for (let n = Math.ceil(begin / step); n * step <= end; n++) {
      const x = scale.x(n * step)
      if (ticks.length === 0 || x - (ticks.at(-1)?.x ?? 0) > MIN_TICK_DISTANCE_PX * 0.7)
        ticks.push({ x, label: x + LABEL_WIDTH_PX < room ? tickLabel(n * step, step) : '' })
    }
  }
  return ticks
}

export function breaksOf(scale: TimeScale, width: number): Break[] {
  const breaks: Break[] = []
  const { spans } = scale.axis
  for (let index = 1; index < spans.length; index++) {
    const before = spans[index - 1]
    const after = spans[index]
    if (!before || !after) continue
    const x = scale.x(before.to)
    if (x + BREAK_WIDTH_PX >= 0 && x <= width)
      breaks.push({
        x,
        width: BREAK_WIDTH_PX,
        folded: after.from - before.to,
        reason: after.after ?? 'idle',
        until: after.from,
      })
  }
  return breaks
}

/** The smallest 1, 2 or 5 times a power of ten that is at least `min`; whole minutes above half a minute. */
export function roundStep(min: number): number {
  if (min > 3e10) return Math.ceil(min / 6e10) * 6e10
  const power = 10 ** Math.floor(Math.log10(min))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= min * 0.999) ?? 10 * power
}

/** With as many decimals as the step needs. */
function tickLabel(time: number, step: number): string {
  return formatMoment(time, Math.min(9, Math.max(0, Math.ceil(-Math.log10(step / 1e9)))))
}
