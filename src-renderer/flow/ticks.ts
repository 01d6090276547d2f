// Labelled moments of the axis: round numbers, far enough apart to read, inside spans only; and the breaks between spans.
import { BREAK_WIDTH_PX, type TimeScale } from './scale.ts'

interface Tick {
  x: number
  label: string
}

interface Break {
  x: number
  width: number
  /** Nanoseconds folded away. */
  folded: number
}

const MIN_TICK_DISTANCE_PX = 96
/** Room that a label needs before a break. */
const LABEL_WIDTH_PX = 52

export function ticksOf(scale: TimeScale, width: number): Tick[] {
  const step = roundStep(MIN_TICK_DISTANCE_PX / scale.pixelsPerNs)
  const ticks: Tick[] = []
  for (const piece of scale.axis.pieces) {
    if (scale.x(piece.to) < 0) continue
    if (scale.x(piece.from) > width) break
    const room = piece === scale.axis.pieces.at(-1) ? Number.POSITIVE_INFINITY : scale.x(piece.to)
    const begin = Math.max(piece.from, scale.time(-MIN_TICK_DISTANCE_PX))
    const end = Math.min(piece.to, scale.time(width + MIN_TICK_DISTANCE_PX))
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
  const { pieces } = scale.axis
  for (let index = 1; index < pieces.length; index++) {
    const before = pieces[index - 1]
    const after = pieces[index]
    if (!before || !after) continue
    const x = scale.x(before.to)
    if (x + BREAK_WIDTH_PX >= 0 && x <= width)
      breaks.push({ x, width: BREAK_WIDTH_PX, folded: after.from - before.to })
  }
  return breaks
}

/** The smallest of 1, 2 or 5 times a power of ten that is at least `least`; whole minutes above half a minute. */
export function roundStep(least: number): number {
  if (least > 3e10) return Math.ceil(least / 6e10) * 6e10
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * 0.999) ?? 10 * power
}

function tickLabel(time: number, step: number): string {
  if (time === 0) return '0'
  if (step < 1e3) return `${(time / 1e6).toFixed(step < 1e2 ? 5 : 4)} ms`
  if (time < 1e9 && step < 1e9) return `${(time / 1e6).toFixed(step < 1e5 ? 2 : step < 1e6 ? 1 : 0)} ms`
  const digits = Math.max(0, Math.ceil(-Math.log10(step / 1e9)))
  if (time < 6e10) return `${(time / 1e9).toFixed(Math.min(digits, 6))} s`
  const minutes = Math.floor(time / 6e10)
  const seconds = ((time - minutes * 6e10) / 1e9).toFixed(Math.min(digits, 6))
  return `${minutes}:${seconds.padStart(digits ? digits + 3 : 2, '0')}`
}
