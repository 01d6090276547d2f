// Draws the time axis with its breaks, and below it the share of views that agreed, as a step line.
import { formatElapsed, type Convergence, type Finding } from '../../src-main/timeline/index.ts'
import type { ConvergenceHistory } from './convergence-history.ts'
import type { Canvas } from './draw-lanes.ts'
import type { Palette } from './palette.ts'
import type { TimeScale } from './scale.ts'
import { breaksOf, ticksOf } from './ticks.ts'

const AXIS_HEIGHT_PX = 24
export const FLAG_SIZE_PX = 9
const FONT = '11px ui-sans-serif, system-ui, sans-serif'

interface TimeAxisInput {
  scale: TimeScale
  palette: Palette
  history: ConvergenceHistory
  /** Each is drawn as a flag at its time. */
  findings: readonly Finding[]
  now: number
}

export function drawTimeAxis(canvas: Canvas, input: TimeAxisInput): void {
  const { context, width, height } = canvas
  context.fillStyle = input.palette.background
  context.fillRect(0, 0, width, height)
  drawAgreement(canvas, input)
  drawTicks(canvas, input)
  drawFlags(canvas, input)
}

function drawFlags({ context, width, height }: Canvas, { scale, palette, findings }: TimeAxisInput): void {
  context.fillStyle = palette.bad
  for (const { at } of findings) {
    const x = Math.round(scale.x(at))
    if (x < -FLAG_SIZE_PX || x > width) continue
    context.fillRect(x, 2, 1, height)
    context.beginPath()
    context.moveTo(x, 2)
    context.lineTo(x + FLAG_SIZE_PX, 2 + FLAG_SIZE_PX / 2)
    context.lineTo(x, 2 + FLAG_SIZE_PX)
    context.fill()
  }
}

function drawTicks({ context, width, height }: Canvas, { scale, palette }: TimeAxisInput): void {
  context.font = FONT
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  for (const tick of ticksOf(scale, width)) {
    context.fillStyle = palette.strongLine
    context.fillRect(Math.round(tick.x), AXIS_HEIGHT_PX - 7, 1, 7)
    context.fillStyle = palette.faint
    context.fillText(tick.label, tick.x + 4, AXIS_HEIGHT_PX / 2)
  }
  for (const { x, width: gap, folded } of breaksOf(scale, width)) {
    context.fillStyle = palette.break
    context.fillRect(x, 0, gap, height)
    context.fillStyle = palette.faint
    context.textAlign = 'center'
    context.fillText(formatElapsed(folded), x + gap / 2, AXIS_HEIGHT_PX / 2, gap)
    drawZigzag(context, x + gap / 2, AXIS_HEIGHT_PX, height, palette.strongLine)
  }
  context.fillStyle = palette.strongLine
  context.fillRect(0, AXIS_HEIGHT_PX - 1, width, 1)
}

function drawZigzag(
  context: CanvasRenderingContext2D,
  x: number,
  top: number,
  bottom: number,
  colour: string,
): void {
  context.strokeStyle = colour
  context.lineWidth = 1.2
  context.beginPath()
  for (let y = top, side = -1; y <= bottom; y += 5, side = -side) context.lineTo(x + side * 3, y)
  context.stroke()
}

/** Samples shorter than a pixel are drawn last, one per pixel, and only if there was disagreement. */
function drawAgreement(canvas: Canvas, { scale, palette, history, now }: TimeAxisInput): void {
  const { items, times } = history.samples
  const short = new Map<number, Convergence>()
  for (let index = Math.max(0, history.samples.after(scale.time(0)) - 1); index < items.length; index++) {
    const sample = items[index] as Convergence
    const from = Math.round(Math.max(scale.x(times[index] as number), 0))
    const to = Math.round(Math.min(scale.x(times[index + 1] ?? now), canvas.width))
    if (from > canvas.width) break
    if (to > from || index === items.length - 1) drawStep(canvas, sample, from, to, palette)
    else if (sample.disagreements.length > 0) short.set(from, sample)
  }
  for (const [x, sample] of short) drawStep(canvas, sample, x, x + 1, palette)
}

/** Green and full: converged. Red, as high as the share that agrees: disagreement. Grey: servers are still starting. */
function drawStep(
  { context, height }: Canvas,
  sample: Convergence,
  from: number,
  to: number,
  palette: Palette,
): void {
  const room = height - AXIS_HEIGHT_PX - 6
  const width = Math.max(to - from, 1)
  const share = sample.total === 0 ? 0 : sample.agreeing / sample.total
  const waiting = sample.disagreements.length === 0 && !sample.converged
  const [fill, line] = sample.converged
    ? [palette.goodFill, palette.good]
    : waiting
      ? [palette.break, palette.faint]
      : [palette.badFill, palette.bad]
  const level = Math.max(share * room, 2)
  context.fillStyle = fill
  context.fillRect(from, AXIS_HEIGHT_PX + 3, width, room)
  context.fillStyle = line
  context.globalAlpha = sample.converged ? 1 : 0.55
  if (!sample.converged && !waiting) context.fillRect(from, AXIS_HEIGHT_PX + 3 + room - level, width, level)
  context.globalAlpha = 1
  context.fillRect(from, AXIS_HEIGHT_PX + 3 + room - level, width, 2)
}
