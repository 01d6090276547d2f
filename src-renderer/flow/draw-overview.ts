// Draws the overview: time ruler, marks, density by phase, and the agreement as a step line.
import { formatMoment } from '../../src-main/timeline/index.ts'
import type { Canvas } from './draw-lanes.ts'
import { drawGhostAgreement, drawGhostMarks, drawSkyline, skyline, type OverviewGhost } from './draw-ghost.ts'
import { overviewX, type Agreement, type OverviewScale } from './overview.ts'
import type { OverviewMark } from './overview-marks.ts'
import type { Palette } from './palette.ts'
import { PHASES } from './phase.ts'
import type { PhaseDensity } from './phase-density.ts'
import { MIN_TICK_DISTANCE_PX, roundStep } from './ticks.ts'

const RULER_HEIGHT_PX = 15
const MARK_Y_PX = 22
export const MARK_SIZE_PX = 9
const AGREEMENT_HEIGHT_PX = 8
const COLUMN_WIDTH_PX = 2
const HATCH_DISTANCE_PX = 4
const FONT = '11px ui-sans-serif, system-ui, sans-serif'

interface OverviewInput {
  scale: OverviewScale
  palette: Palette
  density: PhaseDensity
  agreement: readonly Agreement[]
  marks: readonly OverviewMark[]
  now: number
  /** The other run of a comparison. */
  ghost: OverviewGhost | null
}

export function drawOverview(canvas: Canvas, input: OverviewInput): void {
  const { context, width, height } = canvas
  context.fillStyle = input.palette.background
  context.fillRect(0, 0, width, height)
  drawRuler(canvas, input)
  drawDensity(canvas, input)
  for (const part of input.agreement) drawAgreement(canvas, part, input.palette)
  const { ghost, scale, palette } = input
  if (ghost) {
    drawGhostAgreement(canvas, ghost.agreement, height - AGREEMENT_HEIGHT_PX + 1, palette)
    drawGhostMarks(canvas, ghost.marks, { scale, y: MARK_Y_PX, palette })
  }
  drawMarks(canvas, input)
}

function drawRuler({ context, width, height }: Canvas, { scale, palette, now }: OverviewInput): void {
  const step = roundStep((MIN_TICK_DISTANCE_PX * scale.end) / scale.width)
  const digits = Math.max(0, Math.min(9, Math.ceil(-Math.log10(step / 1e9) - 1e-9)))
  context.font = FONT
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  for (let time = 0; time <= scale.end; time += step) {
    const x = Math.round(overviewX(scale, time))
    context.fillStyle = palette.line
    context.fillRect(x, 0, 1, height)
    context.fillStyle = palette.faint
    if (x < width - 40) context.fillText(formatMoment(time, digits), x + 4, RULER_HEIGHT_PX / 2 + 1)
  }
  const end = overviewX(scale, now)
  if (end >= width - 1) return
  context.fillStyle = palette.heading
  context.fillRect(end, RULER_HEIGHT_PX, width - end, height)
}

/** Each phase is as high as the logarithm of its events, so that few are seen beside many. */
function drawDensity({ context, width, height }: Canvas, input: OverviewInput): void {
  const columns = Math.max(1, Math.floor(width / COLUMN_WIDTH_PX))
  const counts = input.density.columns(columns, input.scale.end)
  const foot = height - AGREEMENT_HEIGHT_PX - 2
  const heights = counts.map((one) => one.map((count) => (count < 0.01 ? 0 : Math.log2(1.5 + count))))
  let highest = 1
  for (let column = 0; column < columns; column += 1) {
    highest = Math.max(
      highest,
      heights.reduce((sum, one) => sum + (one[column] as number), 0),
    )
  }
  const ghost = input.ghost && skyline(input.ghost.density, columns, input.scale.end, input.ghost.from)
  for (const size of ghost ?? []) highest = Math.max(highest, size)
  const unit = (foot - RULER_HEIGHT_PX - 2) / highest
  if (ghost) drawSkyline({ context, width, height }, ghost, { unit, foot, palette: input.palette })
  const tops = new Float64Array(columns).fill(foot)
  // Errors on top, where nothing covers them; what has no phase at the foot.
  for (const kind of [PHASES.length, ...PHASES.keys()]) {
    const phase = PHASES[kind]
    context.fillStyle = phase ? input.palette.phases[phase] : input.palette.strongLine
    for (const [column, size] of (heights[kind] as Float64Array).entries()) {
      if (size === 0) continue
      const top = (tops[column] as number) - size * unit
      context.fillRect(column * COLUMN_WIDTH_PX, top, COLUMN_WIDTH_PX, size * unit)
      tops[column] = top
    }
  }
}

function drawAgreement({ context, height }: Canvas, part: Agreement, palette: Palette): void {
  const { from, to, kind, share } = part
  const bottom = height - 1
  if (kind !== 'diverged') {
    context.fillStyle = kind === 'agreed' ? palette.good : palette.strongLine
    context.fillRect(from, bottom - 3, to - from, 3)
    return
  }
  const top = bottom - AGREEMENT_HEIGHT_PX
  const width = Math.max(to - from, 2)
  context.fillStyle = palette.badFill
  context.fillRect(from, top, width, AGREEMENT_HEIGHT_PX)
  context.save()
  context.beginPath()
  context.rect(from, top, width, AGREEMENT_HEIGHT_PX)
  context.clip()
  context.strokeStyle = palette.bad
  context.lineWidth = 1
  context.beginPath()
  const first = Math.floor(from / HATCH_DISTANCE_PX) * HATCH_DISTANCE_PX - AGREEMENT_HEIGHT_PX
  for (let x = first; x < to; x += HATCH_DISTANCE_PX) {
    context.moveTo(x, bottom)
    context.lineTo(x + AGREEMENT_HEIGHT_PX, top)
  }
  context.stroke()
  context.restore()
  context.fillStyle = palette.bad
  context.fillRect(from, bottom - Math.max(2, share * AGREEMENT_HEIGHT_PX), width, 2)
}

function drawMarks({ context }: Canvas, { scale, palette, marks }: OverviewInput): void {
  const colours: Record<OverviewMark['kind'], string> = {
    death: palette.bad,
    fault: palette.warn,
    finding: palette.bad,
    change: palette.faint,
    note: palette.selection,
  }
  const lastX = new Map<OverviewMark['kind'], number>()
  for (const { kind, at } of marks) {
    const x = Math.round(overviewX(scale, at))
    if (x - (lastX.get(kind) ?? Number.NEGATIVE_INFINITY) < MARK_SIZE_PX) continue
    lastX.set(kind, x)
    context.strokeStyle = context.fillStyle = colours[kind]
    traceMark(context, kind, x, MARK_Y_PX)
  }
}

function traceMark(
  context: CanvasRenderingContext2D,
  kind: OverviewMark['kind'],
  x: number,
  y: number,
): void {
  const half = MARK_SIZE_PX / 2
  context.beginPath()
  context.lineWidth = 2
  switch (kind) {
    case 'death':
      context.moveTo(x - half + 1, y - half + 1)
      context.lineTo(x + half - 1, y + half - 1)
      context.moveTo(x + half - 1, y - half + 1)
      context.lineTo(x - half + 1, y + half - 1)
      return context.stroke()
    case 'fault':
      polygon(context, [
        x + 1,
        y - half - 1,
        x - 3.5,
        y + 1,
        x - 0.5,
        y + 1,
        x - 1,
        y + half + 1,
        x + 3.5,
        y - 1,
        x + 0.5,
        y - 1,
      ])
      return context.fill()
    case 'finding':
      context.fillRect(x - 3, y - half, 1.5, MARK_SIZE_PX + 1)
      polygon(context, [x - 2, y - half, x + half, y - 1.5, x - 2, y + 1.5])
      return context.fill()
    case 'note':
    case 'change':
      polygon(context, [x, y - half, x + half, y, x, y + half, x - half, y])
      // A change of the recording is an open sign: nobody wrote it.
      return kind === 'note' ? context.fill() : context.stroke()
  }
}

/** @param points x and y in turn */
function polygon(context: CanvasRenderingContext2D, points: readonly number[]): void {
  for (let index = 0; index < points.length; index += 2) {
    const [x, y] = [points[index] as number, points[index + 1] as number]
    if (index === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
  context.closePath()
}
