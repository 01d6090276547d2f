// Draws arrows with their labels, and marks.
import { BAND_HEIGHT_PX } from './draw-bands.ts'
import type { Canvas } from './draw-lanes.ts'
import { drawGlyph, drawSign } from './glyph.ts'
import { LOOP_HEIGHT_PX } from './hit.ts'
import { isMarked, markOf, type Label } from './labels.ts'
import type { Palette } from './palette.ts'
import type { Arrow, Mark, Scene } from './scene.ts'

/** A call is solid, its answer dashed; an arrow whose other end is not known has shorter dashes. */
const ANSWER_DASH = [7, 4]
const DANGLING_DASH = [4, 3]
const DIMMED_ALPHA = 0.18
const FONT = '11px ui-sans-serif, system-ui, sans-serif'

export function drawScene(
  { context, width, height }: Canvas,
  scene: Scene,
  labels: readonly Label[],
  palette: Palette,
  top: number,
): void {
  context.save()
  context.translate(0, -top)
  context.lineWidth = 1.25
  const isSeen = ({ x, y }: Mark) => x > -8 && x < width + 8 && y > top - 20 && y < top + height + 20
  for (const isDimmed of [true, false]) {
    context.globalAlpha = isDimmed ? DIMMED_ALPHA : 0.9
    const arrows = scene.arrows.filter((arrow) => arrow.isDimmed === isDimmed)
    for (const alike of byStyle(arrows).values()) strokeArrows(context, alike, palette)
    context.globalAlpha = isDimmed ? DIMMED_ALPHA : 1
    for (const arrow of arrows) drawArrowEnds(context, arrow, palette)
    for (const mark of scene.marks)
      if (mark.isDimmed === isDimmed && isSeen(mark)) drawMark(context, mark, palette)
  }
  drawLabels(context, labels, palette)
  context.restore()
}

export function measureLabel(context: CanvasRenderingContext2D): (text: string) => number {
  context.font = FONT
  return (text) => {
    let width = labelWidths.get(text)
    if (width === undefined) {
      if (labelWidths.size > MAX_LABEL_WIDTHS) labelWidths.clear()
      labelWidths.set(text, (width = context.measureText(text).width))
    }
    return width
  }
}

const MAX_LABEL_WIDTHS = 5000
const labelWidths = new Map<string, number>()

export function drawLabels(
  context: CanvasRenderingContext2D,
  labels: readonly Label[],
  palette: Palette,
): void {
  context.font = FONT
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  for (const { text, arrow, x, y, height } of labels) {
    context.fillStyle = colourOfArrow(arrow, palette)
    context.fillText(text, x, y + height / 2)
  }
}

export function colourOfArrow({ line, phase }: Arrow, palette: Palette): string {
  return line === 'failed' ? palette.phases.error : palette.phases[phase]
}

export function dashOf({ line, dangling }: Arrow): number[] {
  if (dangling !== null) return DANGLING_DASH
  return line === 'answer' ? ANSWER_DASH : []
}

/** Arrows of one colour and dash are one path. */
function byStyle(arrows: readonly Arrow[]): Map<string, Arrow[]> {
  const groups = new Map<string, Arrow[]>()
  for (const arrow of arrows) {
    const key = `${arrow.line} ${arrow.line === 'failed' ? '' : arrow.phase} ${arrow.dangling !== null}`
    const group = groups.get(key)
    if (group) group.push(arrow)
    else groups.set(key, [arrow])
  }
  return groups
}

function strokeArrows(context: CanvasRenderingContext2D, arrows: readonly Arrow[], palette: Palette): void {
  const [first] = arrows
  if (!first) return
  context.strokeStyle = colourOfArrow(first, palette)
  context.setLineDash(dashOf(first))
  context.beginPath()
  for (const arrow of arrows) traceArrow(context, arrow)
  context.stroke()
  context.setLineDash([])
}

export function traceArrow(context: CanvasRenderingContext2D, arrow: Arrow): void {
  context.moveTo(arrow.x1, arrow.y1)
  if (arrow.y1 !== arrow.y2) return context.lineTo(arrow.x2, arrow.y2)
  const x = (arrow.x1 + arrow.x2) / 2
  context.lineTo(arrow.x1, arrow.y1 - LOOP_HEIGHT_PX)
  context.quadraticCurveTo(x, arrow.y1 - LOOP_HEIGHT_PX - 3, arrow.x2, arrow.y1 - LOOP_HEIGHT_PX)
  context.lineTo(arrow.x2, arrow.y2)
}

export function drawArrowEnds(context: CanvasRenderingContext2D, arrow: Arrow, palette: Palette): void {
  const colour = colourOfArrow(arrow, palette)
  const down = arrow.y1 === arrow.y2 ? 1 : Math.sign(arrow.y2 - arrow.y1)
  const angle = Math.atan2(arrow.y2 - arrow.y1 || 1, arrow.x2 - arrow.x1)
  if (arrow.dangling !== 'receipt') drawArrowHead(context, arrow, angle, colour, down)
  if (isMarked(arrow)) {
    const { x, y } = markOf(arrow)
    drawGlyph(context, 'error', x, y, colour, 0.9)
  }
  if (arrow.dangling === 'receipt') drawGlyph(context, 'error', arrow.x2, arrow.y2, palette.bad, 0.8)
  drawGlyph(
    context,
    arrow.phase,
    arrow.x1,
    arrow.y1 + down * (BAND_HEIGHT_PX / 2 + 1) * Math.sign(arrow.dangling === 'sending' ? 0 : 1),
    colour,
    0.85,
  )
}

function drawArrowHead(
  context: CanvasRenderingContext2D,
  arrow: Arrow,
  angle: number,
  colour: string,
  down: number,
): void {
  context.save()
  context.translate(arrow.x2, arrow.y2 - (down * BAND_HEIGHT_PX) / 2)
  context.rotate(angle)
  context.fillStyle = colour
  context.beginPath()
  context.moveTo(0, 0)
  context.lineTo(-7, -3)
  context.lineTo(-7, 3)
  context.fill()
  context.restore()
}

function drawMark(context: CanvasRenderingContext2D, mark: Mark, palette: Palette): void {
  const { event, x, y } = mark
  if (event.t === 'fault') return drawSign(context, 'fault', x, y, palette.bad)
  if (event.t === 'link' || event.t === 'proxy')
    return drawGlyph(context, mark.phase ?? 'connect', x, y, colourOf(mark, palette), 0.62)
  context.fillStyle = colourOf(mark, palette)
  if (event.t === 'step' || event.t === 'view') {
    context.beginPath()
    context.arc(x, y, event.t === 'step' ? 2.6 : 1.8, 0, Math.PI * 2)
    return context.fill()
  }
  context.fillRect(x - 1, y - 5, 2, 10)
}

function colourOf({ event, phase }: Mark, palette: Palette): string {
  if (event.t === 'gap') return palette.bad
  if (event.t === 'log') return event.level === 'error' ? palette.bad : palette.faint
  if (event.t === 'proxy' && !event.made) return palette.faint
  return phase ? palette.phases[phase] : palette.faint
}
