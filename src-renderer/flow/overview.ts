// The overview's geometry: the whole run at one scale, the brush on it, and what a drag does.
import type { Convergence } from '../../src-main/timeline/index.ts'
import type { ConvergenceHistory } from './convergence-history.ts'
import type { TimeSpan } from './folding.ts'

const END_STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
/** How near to an edge of the brush a press takes hold of it. */
const EDGE_PX = 5
const PLAYHEAD_PX = 6
/** A brush narrower than this cannot be hit. */
const MIN_BRUSH_PX = 4
/** A brush over nearly everything cannot be moved, so a drag in it makes a new one. */
const WHOLE_SHARE = 0.97

/** Where the overview ends. A live run gets room to grow, so that the picture does not shrink all the time. */
export function overviewEnd(now: number, live: boolean): number {
  if (!live) return Math.max(now, 1e6)
  const atLeast = Math.max(now, 1e9)
  const power = 10 ** Math.floor(Math.log10(atLeast))
  return power * (END_STEPS.find((step) => step * power >= atLeast) ?? 10)
}

/** Converts between the times of a run and pixels. */
export interface OverviewScale {
  width: number
  end: number
}

export function overviewX({ width, end }: OverviewScale, time: number): number {
  return (time / end) * width
}

export function overviewTime({ width, end }: OverviewScale, x: number): number {
  return (Math.max(0, x) / Math.max(width, 1)) * end
}

/** Where the brush is drawn: never too narrow to be hit. */
export function brushPixels(scale: OverviewScale, range: TimeSpan): { left: number; width: number } {
  const from = overviewX(scale, range.from)
  const width = Math.max(overviewX(scale, range.to) - from, MIN_BRUSH_PX)
  return { left: Math.min(from, scale.width - width), width }
}

export type Grip = 'playhead' | 'from' | 'to' | 'brush' | 'empty'

/** What a press at pixel `x` takes hold of, with the playhead at `time`. */
export function gripAt(
  x: number,
  scale: OverviewScale,
  range: TimeSpan,
  { time, now }: { time: number; now: number },
): Grip {
  if (Math.abs(x - overviewX(scale, time)) <= PLAYHEAD_PX) return 'playhead'
  const { left, width } = brushPixels(scale, range)
  const inside = width > EDGE_PX * 3 ? 0 : EDGE_PX
  if (Math.abs(x - left) <= EDGE_PX && x <= left + EDGE_PX - inside) return 'from'
  if (Math.abs(x - left - width) <= EDGE_PX && x >= left + width - EDGE_PX + inside) return 'to'
  const isWhole = range.to - range.from >= now * WHOLE_SHARE
  return x > left && x < left + width && !isWhole ? 'brush' : 'empty'
}

/** The range after a drag from time `from` to time `to`; `range` is the one before it. */
export function dragRange(grip: Grip, range: TimeSpan, from: number, to: number, now: number): TimeSpan {
  const at = Math.min(now, Math.max(0, to))
  const start = Math.min(now, from)
  switch (grip) {
    case 'from':
      return ordered(at, range.to)
    case 'to':
      return ordered(range.from, at)
    case 'brush': {
      const moved = Math.min(Math.max(to - from, -range.from), Math.max(0, now - range.to))
      return { from: range.from + moved, to: range.to + moved }
    }
    default:
      return ordered(start, at)
  }
}

function ordered(one: number, other: number): TimeSpan {
  return { from: Math.min(one, other), to: Math.max(one, other) }
}

/** Zooms a range around a time; it stays in the run. */
export function zoomRange({ from, to }: TimeSpan, factor: number, at: number, now: number): TimeSpan {
  const centre = Math.min(to, Math.max(from, at))
  return {
    from: Math.max(0, centre - (centre - from) / factor),
    to: Math.min(now, centre + (to - centre) / factor),
  }
}

/** A part of the agreement line: `starting` until the cluster agreed for the first time, and while others join. */
export interface Agreement {
  kind: 'agreed' | 'diverged' | 'starting'
  /** Pixels. */
  from: number
  to: number
  /** The share of servers that agree. */
  share: number
}

/** Whether all that differs is about servers that have not started yet. */
function isJoining({ disagreements, notStarted, total }: Convergence): boolean {
  const joining = new Set(notStarted)
  const isAbout = ({
    server,
    missing,
    stale,
    proxiesMissing,
    proxiesStale,
  }: Convergence['disagreements'][number]): boolean =>
    joining.has(server) ||
    [...missing, ...stale, ...proxiesMissing, ...proxiesStale].every((id) => joining.has(id))
  return total > joining.size && joining.size > 0 && disagreements.every(isAbout)
}

/**
 * The convergence over the whole run, with the worst of each pixel.
 * @param start the time of the run at the left edge
 */
export function agreementLine(
  history: ConvergenceHistory,
  scale: OverviewScale,
  now: number,
  start = 0,
): Agreement[] {
  const { items, times } = history.samples
  const line: Agreement[] = []
  let hasAgreed = false
  for (const [index, sample] of items.entries()) {
    hasAgreed ||= sample.converged
    if (sample.total === 0) continue
    const kind = sample.converged ? 'agreed' : hasAgreed && !isJoining(sample) ? 'diverged' : 'starting'
    const from = Math.floor(overviewX(scale, (times[index] as number) - start))
    const to = Math.max(from + 1, Math.floor(overviewX(scale, (times[index + 1] ?? now) - start)))
    const part: Agreement = { kind, from, to, share: sample.agreeing / sample.total }
    const last = line.at(-1)
    if (!last || from >= last.to) line.push(part)
    else if (last.kind === 'agreed' || kind === 'diverged') {
      // A divergence shorter than a pixel keeps its pixel.
      last.to = Math.max(last.from, from)
      if (last.to === last.from) line.pop()
      line.push(part)
    } else if (to > last.to) line.push({ kind, from: last.to, to, share: part.share })
  }
  return line
}
