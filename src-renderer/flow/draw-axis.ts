// Draws the head of the flow: the axis of time with its breaks, and under it how many views agreed, as steps.
import type { Convergence, Finding } from '../../src-main/timeline/index.ts'
import type { ConvergenceHistory } from './convergence-history.ts'
import { formatSpan } from './describe.ts'
import type { Canvas } from './draw-lanes.ts'
import type { Palette } from './palette.ts'
import type { TimeScale } from './scale.ts'
import { breaksOf, ticksOf } from './ticks.ts'

const AXIS = 24
export const FLAG = 9
const FONT = '11px ui-sans-serif, system-ui, sans-serif'

interface HeadInput {
  scale: TimeScale
  palette: Palette
  history: ConvergenceHistory
  /** What the checks found wrong: a flag at its moment. */
  findings: readonly Finding[]
  now: number
}

export function drawHead(canvas: Canvas, input: HeadInput): void {
  const { context, width, height } = canvas
  context.fillStyle = input.palette.background
  context.fillRect(0, 0, width, height)
  drawAgreement(canvas, input)
  drawAxis(canvas, input)
  drawFlags(canvas, input)
}

function drawFlags({ context, width, height }: Canvas, { scale, palette, findings }: HeadInput): void {
  context.fillStyle = palette.bad
  for (const { at } of findings) {
    const x = Math.round(scale.x(at))
    if (x < -FLAG || x > width) continue
    context.fillRect(x, 2, 1, height)
    context.beginPath()
    context.moveTo(x, 2)
    context.lineTo(x + FLAG, 2 + FLAG / 2)
    context.lineTo(x, 2 + FLAG)
    context.fill()
  }
}

function drawAxis({ context, width, height }: Canvas, { scale, palette }: HeadInput): void {
  context.font = FONT
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  for (const tick of ticksOf(scale, width)) {
    context.fillStyle = palette.strongLine
    context.fillRect(Math.round(tick.x), AXIS - 7, 1, 7)
    context.fillStyle = palette.faint
    context.fillText(tick.label, tick.x + 4, AXIS / 2)
  }
  for (const { x, width: gap, folded } of breaksOf(scale, width)) {
    context.fillStyle = palette.break
    context.fillRect(x, 0, gap, height)
    context.fillStyle = palette.faint
    context.textAlign = 'center'
    context.fillText(formatSpan(folded).replace(/ (?=[smh])/g, ''), x + gap / 2, AXIS / 2, gap)
    drawZigzag(context, x + gap / 2, AXIS, height, palette.strongLine)
  }
  context.fillStyle = palette.strongLine
  context.fillRect(0, AXIS - 1, width, 1)
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

/** What is shorter than a pixel is drawn once for each pixel, and only disagreement, on top of all else. */
function drawAgreement(canvas: Canvas, { scale, palette, history, now }: HeadInput): void {
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

/** Nothing to agree on yet is grey, disagreement red and as high as the share that agrees, agreement green and full. */
function drawStep(
  { context, height }: Canvas,
  sample: Convergence,
  from: number,
  to: number,
  palette: Palette,
): void {
  const room = height - AXIS - 6
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
  context.fillRect(from, AXIS + 3, width, room)
  context.fillStyle = line
  context.globalAlpha = sample.converged ? 1 : 0.55
  if (!sample.converged && !waiting) context.fillRect(from, AXIS + 3 + room - level, width, level)
  context.globalAlpha = 1
  context.fillRect(from, AXIS + 3 + room - level, width, 2)
}
