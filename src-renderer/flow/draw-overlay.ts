// Draws the overlay: the hovered event, the selected event with its causes and effects, and the time at the pointer.
import { timeOf, formatMoment } from '../../src-main/timeline/index.ts'
import type { TimelineEvent } from '../../src-main/timeline/index.ts'
import { drawArrowEnds, traceArrow } from './draw-arrows.ts'
import { BAND_HEIGHT_PX, type Canvas } from './draw-lanes.ts'
import { laneId } from './lanes.ts'
import type { LaneLayout } from './layout.ts'
import type { Palette } from './palette.ts'
import { placeArrow, type Arrow } from './scene.ts'
import type { TimeScale } from './scale.ts'

interface OverlayInput {
  layout: LaneLayout
  scale: TimeScale
  palette: Palette
  top: number
  cursor: number | null
  /** The time of the playhead; null while it sticks to now. */
  playhead: number | null
  hovered: TimelineEvent | null
  selectedEvent: TimelineEvent | null
  /** Causes and effects of the selected event. */
  relatedEvents: readonly TimelineEvent[]
}

export function drawOverlay(canvas: Canvas, input: OverlayInput): void {
  const { context, width, height } = canvas
  context.clearRect(0, 0, width, height)
  if (input.selectedEvent) dimBackground(canvas, input.palette)
  context.save()
  context.translate(0, -input.top)
  for (const event of input.relatedEvents) highlight(context, event, input, 1.6)
  if (input.selectedEvent) highlight(context, input.selectedEvent, input, 2.6)
  if (input.hovered && input.hovered.seq !== input.selectedEvent?.seq)
    highlight(context, input.hovered, input, 2.2)
  context.restore()
  const { scale, palette } = input
  if (input.playhead !== null) drawTime(canvas, scale.x(input.playhead), input, palette.selection)
  if (input.cursor !== null) drawTime(canvas, input.cursor, input, palette.faint)
}

function dimBackground({ context, width, height }: Canvas, palette: Palette): void {
  context.globalAlpha = 0.55
  context.fillStyle = palette.background
  context.fillRect(0, 0, width, height)
  context.globalAlpha = 1
}

function highlight(
  context: CanvasRenderingContext2D,
  event: TimelineEvent,
  input: OverlayInput,
  weight: number,
): void {
  if (event.t !== 'packet') return ringMark(context, event, input)
  const arrow = placeArrow(event, input.layout, input.scale)
  if (!arrow) return
  strokeHalo(context, arrow, input.palette.background, weight + 3)
  context.strokeStyle = input.palette.phases[arrow.phase]
  context.lineWidth = weight
  context.setLineDash(arrow.dangling ? [4, 3] : [])
  context.beginPath()
  traceArrow(context, arrow)
  context.stroke()
  context.setLineDash([])
  drawArrowEnds(context, arrow, input.palette, true)
}

function strokeHalo(context: CanvasRenderingContext2D, arrow: Arrow, colour: string, width: number): void {
  context.strokeStyle = colour
  context.lineWidth = width
  context.beginPath()
  traceArrow(context, arrow)
  context.stroke()
}

function ringMark(context: CanvasRenderingContext2D, event: TimelineEvent, input: OverlayInput): void {
  if (!('process' in event)) return
  const row = input.layout.byId.get(laneId(event.process))
  if (!row) return
  const onBand = event.t === 'state' || event.t === 'process'
  const y = onBand ? row.middle : row.middle + Math.min(16, row.height / 2 - 5)
  context.strokeStyle = input.palette.selection
  context.lineWidth = 2
  context.beginPath()
  context.arc(input.scale.x(timeOf(event)), y, onBand ? BAND_HEIGHT_PX : 6, 0, Math.PI * 2)
  context.stroke()
}

function drawTime({ context, width, height }: Canvas, x: number, input: OverlayInput, colour: string): void {
  if (x < 0 || x > width) return
  const label = formatMoment(input.scale.time(x))
  context.fillStyle = colour
  context.globalAlpha = 0.6
  context.fillRect(Math.round(x), 0, 1, height)
  context.globalAlpha = 1
  context.font = '11px ui-sans-serif, system-ui, sans-serif'
  const room = context.measureText(label).width + 10
  const left = x + room + 6 > width ? x - room - 4 : x + 4
  context.fillStyle = colour
  context.fillRect(left, 5, room, 17)
  context.fillStyle = input.palette.background
  context.textBaseline = 'middle'
  context.fillText(label, left + 5, 14)
}
