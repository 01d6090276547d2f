// Draws the other run of a comparison behind the overview: its density as a skyline, its agreement and its marks, in grey.
import type { Canvas } from './draw-lanes.ts'
import { overviewX, type Agreement, type OverviewScale } from './overview.ts'
import type { OverviewMark } from './overview-marks.ts'
import type { Palette } from './palette.ts'
import type { PhaseDensity } from './phase-density.ts'

export interface OverviewGhost {
  density: PhaseDensity
  /** The moment of the other run at the left edge, nanoseconds since its t0. */
  from: number
  /** Pixels of this run's overview. */
  agreement: readonly Agreement[]
  /** At times of this run. */
  marks: readonly OverviewMark[]
}

const COLUMN_WIDTH_PX = 2
const DASH_PX = 3
const MARK_RADIUS_PX = 3.5

/** Returns the skyline of a density: for each column the logarithm of its events. */
export function skyline(density: PhaseDensity, columns: number, end: number, from = 0): Float64Array {
  const sums = new Float64Array(columns)
  for (const counts of density.columns(columns, end, from))
    for (const [column, count] of counts.entries()) sums[column] = (sums[column] as number) + count
  return sums.map((count) => (count < 0.01 ? 0 : Math.log2(1.5 + count)))
}

/** @param heights of the skyline @param unit pixels for one @param foot where it stands */
export function drawSkyline(
  { context }: Canvas,
  heights: Float64Array,
  { unit, foot, palette }: { unit: number; foot: number; palette: Palette },
): void {
  context.fillStyle = palette.heading
  context.strokeStyle = palette.faint
  context.lineWidth = 1
  context.beginPath()
  let before = 0
  for (const [column, height] of heights.entries()) {
    const [x, top] = [column * COLUMN_WIDTH_PX, foot - height * unit]
    if (height > 0) context.fillRect(x, top, COLUMN_WIDTH_PX, height * unit)
    if (height === 0 && before === 0) continue
    if (before === 0) context.moveTo(x, foot)
    context.lineTo(x, top)
    context.lineTo(x + COLUMN_WIDTH_PX, top)
    before = height
  }
  context.stroke()
}

/** A dashed line where it agreed, a full one where it did not. */
export function drawGhostAgreement(
  { context }: Canvas,
  agreement: readonly Agreement[],
  y: number,
  palette: Palette,
): void {
  context.lineWidth = 1.5
  for (const { from, to, kind } of agreement) {
    context.strokeStyle = kind === 'diverged' ? palette.bad : palette.faint
    context.setLineDash(kind === 'diverged' ? [] : [DASH_PX, DASH_PX])
    context.beginPath()
    context.moveTo(from, y)
    context.lineTo(Math.max(to, from + 2), y)
    context.stroke()
  }
  context.setLineDash([])
}

export function drawGhostMarks(
  { context }: Canvas,
  marks: readonly OverviewMark[],
  { scale, y, palette }: { scale: OverviewScale; y: number; palette: Palette },
): void {
  context.strokeStyle = palette.faint
  context.lineWidth = 1.2
  let last = Number.NEGATIVE_INFINITY
  for (const { at } of marks) {
    const x = Math.round(overviewX(scale, at))
    if (x - last < 2 * MARK_RADIUS_PX) continue
    last = x
    context.beginPath()
    context.arc(x, y, MARK_RADIUS_PX, 0, 2 * Math.PI)
    context.stroke()
  }
}
