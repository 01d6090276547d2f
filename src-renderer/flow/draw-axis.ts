// Draws the time axis with its breaks, and below it the share of views that agreed, as a step line.
import { formatMoment, type Convergence, type Finding, type Note } from '../../src-main/timeline/index.ts'
import type { ConvergenceHistory } from './convergence-history.ts'
import type { Canvas } from './draw-lanes.ts'
import type { Palette } from './palette.ts'
import type { TimeScale } from './scale.ts'
import { breaksOf, ticksOf } from './ticks.ts'

const AXIS_HEIGHT_PX = 24
export const FLAG_SIZE_PX = 9
const NOTE_SIZE_PX = 9
const FONT = '11px ui-sans-serif, system-ui, sans-serif'
const SMALL_FONT = '10px ui-sans-serif, system-ui, sans-serif'
const PLAYHEAD_PADDING_PX = 6

interface TimeAxisInput {
  scale: TimeScale
  palette: Palette
  history: ConvergenceHistory
  /** Each is drawn as a flag at its time. */
  findings: readonly Finding[]
  /** Each is drawn as a diamond at its time, with a line to the end of what it is about. */
  notes: readonly Note[]
  now: number
  /** The time of the playhead; null while it sticks to now. */
  playhead: number | null
  /** Decimals of a second in the playhead's time. */
  digits: number
}

export function drawTimeAxis(canvas: Canvas, input: TimeAxisInput): void {
  const { context, width, height } = canvas
  context.fillStyle = input.palette.background
  context.fillRect(0, 0, width, height)
  drawAgreement(canvas, input)
  drawTicks(canvas, input)
  drawBreaks(canvas, input)
  drawFlags(canvas, input)
  drawNotes(canvas, input)
  drawPlayhead(canvas, input)
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

function drawNotes({ context, width }: Canvas, { scale, palette, notes }: TimeAxisInput): void {
  context.fillStyle = palette.selection
  const half = NOTE_SIZE_PX / 2
  const y = AXIS_HEIGHT_PX - half - 1
  for (const { at, to } of notes) {
    const x = Math.round(scale.x(at))
    const end = to === null ? x : Math.round(scale.x(to))
    if (end < -half || x > width + half) continue
    if (end > x) context.fillRect(x, AXIS_HEIGHT_PX - 3, end - x, 2)
    context.beginPath()
    context.moveTo(x, y - half)
    context.lineTo(x + half, y)
    context.lineTo(x, y + half)
    context.lineTo(x - half, y)
    context.fill()
  }
}

function drawTicks({ context, width }: Canvas, { scale, palette }: TimeAxisInput): void {
  context.font = FONT
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  for (const tick of ticksOf(scale, width)) {
    context.fillStyle = palette.strongLine
    context.fillRect(Math.round(tick.x), AXIS_HEIGHT_PX - 7, 1, 7)
    context.fillStyle = palette.faint
    context.fillText(tick.label, tick.x + 4, AXIS_HEIGHT_PX / 2)
  }
  context.fillStyle = palette.strongLine
  context.fillRect(0, AXIS_HEIGHT_PX - 1, width, 1)
}

/** How much time is folded, and below it the time at which the axis goes on. */
function drawBreaks({ context, width, height }: Canvas, { scale, palette }: TimeAxisInput): void {
  context.font = SMALL_FONT
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  for (const { x, width: gap, folded, reason, until } of breaksOf(scale, width)) {
    const middle = x + gap / 2
    context.fillStyle = palette.break
    context.fillRect(x, 0, gap, height)
    drawZigzag(context, x + 2, 0, height, palette.strongLine)
    drawZigzag(context, x + gap - 2, 0, height, palette.strongLine)
    context.fillStyle = palette.faint
    context.fillText(`${breakLength(folded)} ${reason}`, middle, AXIS_HEIGHT_PX / 2, gap - 8)
    context.fillText(`→ ${formatMoment(until, 1)}`, middle, (AXIS_HEIGHT_PX + height) / 2, gap - 8)
  }
}

/** `0.4 s`, `98 s`, `12 min`, `2.5 h`: short enough for a break. */
function breakLength(nanoseconds: number): string {
  const seconds = nanoseconds / 1e9
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 100) return `${Math.round(seconds)} s`
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

/** A line with the time in a handle on the axis, which can be dragged. */
function drawPlayhead({ context, width, height }: Canvas, input: TimeAxisInput): void {
  const { playhead, scale, palette, digits } = input
  if (playhead === null) return
  const x = scale.x(playhead)
  if (x < 0 || x > width) return
  const label = formatMoment(playhead, digits)
  context.font = FONT
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  const room = context.measureText(label).width + 2 * PLAYHEAD_PADDING_PX
  const left = Math.min(Math.max(x - room / 2, 0), width - room)
  context.fillStyle = palette.selection
  context.fillRect(Math.round(x) - 1, 0, 2, height)
  context.beginPath()
  context.roundRect(left, 2, room, AXIS_HEIGHT_PX - 5, 5)
  context.fill()
  context.fillStyle = palette.background
  context.fillText(label, left + PLAYHEAD_PADDING_PX, AXIS_HEIGHT_PX / 2)
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
  for (let y = top, side = -1; y <= bottom; y += 4, side = -side) context.lineTo(x + side * 2, y)
  context.stroke()
}

/** Samples shorter than a pixel are drawn last, one per pixel, and only if there was disagreement. */
function drawAgreement(canvas: Canvas, { scale, palette, history, now }: TimeAxisInput): void {
  const { items, times } = history.samples
  const short = new Map<number, Convergence>()
  // Until it has converged once the cluster only starts: nothing is wrong.
  const firstAgreement = items.findIndex(({ converged }) => converged)
  for (let index = Math.max(0, history.samples.after(scale.time(0)) - 1); index < items.length; index++) {
    const sample = items[index] as Convergence
    const from = Math.round(Math.max(scale.x(times[index] as number), 0))
    const to = Math.round(Math.min(scale.x(times[index + 1] ?? now), canvas.width))
    if (from > canvas.width) break
    const isStarting = firstAgreement < 0 || index < firstAgreement
    if (to > from || index === items.length - 1) drawStep(canvas, sample, { from, to, isStarting }, palette)
    else if (sample.disagreements.length > 0 && !isStarting) short.set(from, sample)
  }
  for (const [x, sample] of short)
    drawStep(canvas, sample, { from: x, to: x + 1, isStarting: false }, palette)
}

/** Green and full: converged. Red, as high as the share that agrees: disagreement. Grey: servers are still starting. */
function drawStep(
  { context, height }: Canvas,
  sample: Convergence,
  { from, to, isStarting }: { from: number; to: number; isStarting: boolean },
  palette: Palette,
): void {
  const room = height - AXIS_HEIGHT_PX - 6
  const width = Math.max(to - from, 1)
  const share = sample.total === 0 ? 0 : sample.agreeing / sample.total
  const waiting = (isStarting || sample.disagreements.length === 0) && !sample.converged
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
  if (!sample.converged) context.fillRect(from, AXIS_HEIGHT_PX + 3 + room - level, width, level)
  context.globalAlpha = 1
  context.fillRect(from, AXIS_HEIGHT_PX + 3 + room - level, width, 2)
}
