// Draws the overlay: the hovered event, the selected event with its causes and effects, the playhead and the pointer's time.
import { formatMoment, timeOf, type TimelineEvent } from '../../src-main/timeline/index.ts'
import { colourOfArrow, dashOf, drawArrowEnds, drawLabels, measureLabel, traceArrow } from './draw-arrows.ts'
import { BAND_HEIGHT_PX } from './draw-bands.ts'
import type { Canvas } from './draw-lanes.ts'
import { placeLabels } from './labels.ts'
import { laneId } from './lanes.ts'
import type { LaneLayout } from './layout.ts'
import type { Palette } from './palette.ts'
import { markY, placeArrow, type Arrow } from './scene.ts'
import type { TimeScale } from './scale.ts'

interface OverlayInput {
  layout: LaneLayout
  scale: TimeScale
  palette: Palette
  top: number
  cursor: number | null
  /** The time of the playhead; null while it sticks to now. */
  playhead: number | null
  /** Decimals of a second in a time. */
  digits: number
  hovered: TimelineEvent | null
  selectedEvent: TimelineEvent | null
  /** Causes and effects of the selected event, or a path. */
  litEvents: readonly TimelineEvent[]
  textOf: (arrow: Arrow) => string
}

const FONT = '11px ui-sans-serif, system-ui, sans-serif'
/** How much of what is under it the dimming hides. */
const DIMMED_ALPHA = 0.5
const RELATED_WIDTH_PX = 1.6
const SELECTED_WIDTH_PX = 2.6
const HOVERED_WIDTH_PX = 2.2

export function drawOverlay(canvas: Canvas, input: OverlayInput): void {
  const { context, width, height } = canvas
  const { scale, palette, playhead, selectedEvent, hovered } = input
  context.clearRect(0, 0, width, height)
  if (selectedEvent || input.litEvents.length > 0) dim(canvas, 0, palette)
  if (playhead !== null) dim(canvas, scale.x(playhead), palette)
  context.save()
  context.translate(0, -input.top)
  const arrows = input.litEvents.map((event) => highlight(context, event, input, RELATED_WIDTH_PX))
  if (selectedEvent) arrows.push(highlight(context, selectedEvent, input, SELECTED_WIDTH_PX))
  if (hovered && hovered.seq !== selectedEvent?.seq)
    arrows.push(highlight(context, hovered, input, HOVERED_WIDTH_PX))
  labelArrows(
    canvas,
    arrows.filter((arrow) => arrow !== null),
    input,
  )
  context.restore()
  if (playhead !== null) {
    context.fillStyle = palette.selection
    context.fillRect(Math.round(scale.x(playhead)) - 1, 0, 2, height)
  }
  if (input.cursor !== null) drawTime(canvas, input.cursor, input, palette.faint)
}

/** Dims all that is right of `left`. */
function dim({ context, width, height }: Canvas, left: number, palette: Palette): void {
  if (left >= width) return
  context.globalAlpha = DIMMED_ALPHA
  context.fillStyle = palette.background
  context.fillRect(Math.max(left, 0), 0, width - Math.max(left, 0), height)
  context.globalAlpha = 1
}

/** Returns the arrow, if the event is one. */
function highlight(
  context: CanvasRenderingContext2D,
  event: TimelineEvent,
  input: OverlayInput,
  weight: number,
): Arrow | null {
  if (event.t !== 'packet') {
    ringMark(context, event, input)
    return null
  }
  const arrow = placeArrow(event, input.layout, input.scale)
  if (!arrow) return null
  strokeHalo(context, arrow, input.palette.background, weight + 3)
  context.strokeStyle = colourOfArrow(arrow, input.palette)
  context.lineWidth = weight
  context.setLineDash(dashOf(arrow))
  context.beginPath()
  traceArrow(context, arrow)
  context.stroke()
  context.setLineDash([])
  drawArrowEnds(context, arrow, input.palette)
  return arrow
}

function labelArrows(canvas: Canvas, arrows: Arrow[], input: OverlayInput): void {
  const { context, width, height } = canvas
  if (arrows.length === 0) return
  const labels = placeLabels(
    { arrows, marks: [], ends: [], crowded: false },
    {
      view: { x: 0, y: input.top, width, height },
      layout: input.layout,
      textOf: input.textOf,
      measure: measureLabel(context),
    },
  )
  context.fillStyle = input.palette.background
  for (const label of labels) context.fillRect(label.x - 2, label.y, label.width + 4, label.height)
  drawLabels(context, labels, input.palette)
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
  const band = input.layout.byId.get(laneId(event.process))
  if (!band) return
  const onBand = event.t === 'state' || event.t === 'process'
  context.strokeStyle = input.palette.selection
  context.lineWidth = 2
  context.beginPath()
  context.arc(
    input.scale.x(timeOf(event)),
    onBand ? band.middle : markY(band),
    onBand ? BAND_HEIGHT_PX : 6,
    0,
    Math.PI * 2,
  )
  context.stroke()
}

function drawTime({ context, width, height }: Canvas, x: number, input: OverlayInput, colour: string): void {
  if (x < 0 || x > width) return
  const label = formatMoment(input.scale.time(x), input.digits)
  context.fillStyle = colour
  context.globalAlpha = 0.6
  context.fillRect(Math.round(x), 0, 1, height)
  context.globalAlpha = 1
  context.font = FONT
  context.textAlign = 'left'
  const room = context.measureText(label).width + 10
  const left = x + room + 6 > width ? x - room - 4 : x + 4
  context.fillStyle = colour
  context.fillRect(left, 5, room, 17)
  context.fillStyle = input.palette.background
  context.textBaseline = 'middle'
  context.fillText(label, left + 5, 14)
}
