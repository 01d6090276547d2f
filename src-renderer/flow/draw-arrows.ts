// Draws arrows and marks.
import type { Phase } from '../../src-main/timeline/index.ts'
import { BAND_HEIGHT_PX, type Canvas } from './draw-lanes.ts'
import { drawGlyph } from './glyph.ts'
import { LOOP_HEIGHT_PX } from './hit.ts'
import type { Palette } from './palette.ts'
import type { Arrow, Mark, Scene } from './scene.ts'

/** With more arrows than this, they are thinner and have no glyphs. */
const DENSE_ARROW_COUNT = 400

export function drawScene(
  { context, width, height }: Canvas,
  scene: Scene,
  palette: Palette,
  top: number,
): void {
  context.save()
  context.translate(0, -top)
  const dense = scene.arrows.length > DENSE_ARROW_COUNT
  context.lineWidth = dense ? 0.8 : 1.25
  context.globalAlpha = dense ? 0.5 : 0.9
  for (const [phase, arrows] of byPhase(scene.arrows)) strokeArrows(context, arrows, palette.phases[phase])
  context.globalAlpha = 1
  for (const arrow of scene.arrows) drawArrowEnds(context, arrow, palette, !dense)
  const seen = (y: number) => y > top - 20 && y < top + height + 20
  for (const mark of scene.marks)
    if (mark.x > -8 && mark.x < width + 8 && seen(mark.y)) drawMark(context, mark, palette)
  context.restore()
}

function byPhase(arrows: readonly Arrow[]): Map<Phase, Arrow[]> {
  const groups = new Map<Phase, Arrow[]>()
  for (const arrow of arrows) {
    const group = groups.get(arrow.phase)
    if (group) group.push(arrow)
    else groups.set(arrow.phase, [arrow])
  }
  return groups
}

function strokeArrows(context: CanvasRenderingContext2D, arrows: readonly Arrow[], colour: string): void {
  context.strokeStyle = colour
  for (const dashed of [false, true]) {
    context.setLineDash(dashed ? [4, 3] : [])
    context.beginPath()
    for (const arrow of arrows) if ((arrow.dangling !== null) === dashed) traceArrow(context, arrow)
    context.stroke()
  }
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

export function drawArrowEnds(
  context: CanvasRenderingContext2D,
  arrow: Arrow,
  palette: Palette,
  glyphs: boolean,
): void {
  const colour = palette.phases[arrow.phase]
  const down = arrow.y1 === arrow.y2 ? 1 : Math.sign(arrow.y2 - arrow.y1)
  const angle = Math.atan2(arrow.y2 - arrow.y1 || 1, arrow.x2 - arrow.x1)
  if (arrow.dangling !== 'receipt') drawArrowHead(context, arrow, angle, colour, down)
  if (!glyphs) return
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
  if (event.t === 'fault' || event.t === 'gap') return palette.bad
  if (event.t === 'log') return event.level === 'error' ? palette.bad : palette.faint
  if (event.t === 'proxy' && !event.made) return palette.faint
  return phase ? palette.phases[phase] : palette.faint
}
