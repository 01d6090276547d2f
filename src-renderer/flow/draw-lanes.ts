// Draws lanes: headings, grid, and the rule, the state band and the rails of each lane.
import { drawBand } from './draw-bands.ts'
import { bandsBetween, HEADING_HEIGHT_PX, type LaneBand, type LaneLayout } from './layout.ts'
import type { Palette } from './palette.ts'
import type { Rails } from './rails.ts'
import type { TimeScale } from './scale.ts'
import { breaksOf, ticksOf } from './ticks.ts'

export interface Canvas {
  context: CanvasRenderingContext2D
  width: number
  height: number
}

interface LanesInput {
  layout: LaneLayout
  scale: TimeScale
  palette: Palette
  rails: Rails
  /** Where the last state of a running process ends. */
  now: number
  /** Pixels scrolled down. */
  top: number
  selectedServer: string | null
}

export function drawLanes(canvas: Canvas, input: LanesInput): void {
  const { context, width, height } = canvas
  const { layout, scale, palette, top } = input
  context.fillStyle = palette.background
  context.fillRect(0, 0, width, height)
  context.save()
  context.translate(0, -top)
  drawGrid(context, scale, palette, width, Math.max(height, layout.height) + top)
  drawHeadings(canvas, input)
  for (const band of bandsBetween(layout, top, top + height)) {
    drawRule(context, band, input, width)
    drawBand(canvas, band, input)
  }
  context.restore()
}

function drawHeadings({ context, width }: Canvas, { layout, palette }: LanesInput): void {
  context.fillStyle = palette.heading
  for (const type of layout.types) if (!type.folded) context.fillRect(0, type.top, width, type.height)
  if (layout.resourcesTop === null) return
  context.fillRect(0, layout.resourcesTop, width, HEADING_HEIGHT_PX)
  context.fillStyle = palette.strongLine
  context.fillRect(0, layout.resourcesTop, width, 2)
}

function drawGrid(
  context: CanvasRenderingContext2D,
  scale: TimeScale,
  palette: Palette,
  width: number,
  height: number,
): void {
  context.fillStyle = palette.line
  for (const tick of ticksOf(scale, width)) context.fillRect(Math.round(tick.x), 0, 1, height)
  for (const { x, width: gap } of breaksOf(scale, width)) {
    context.fillStyle = palette.break
    context.fillRect(x, 0, gap, height)
  }
}

function drawRule(
  context: CanvasRenderingContext2D,
  band: LaneBand,
  { palette, selectedServer }: LanesInput,
  width: number,
): void {
  if (selectedServer !== null && band.lanes.some(({ id }) => id === selectedServer)) {
    context.globalAlpha = 0.08
    context.fillStyle = palette.selection
    context.fillRect(0, band.top, width, band.height)
    context.globalAlpha = 1
  }
  context.fillStyle = palette.line
  context.fillRect(0, band.top + band.height - 1, width, 1)
  // Solid: dashes of a hundred lanes would take most of a frame.
  context.fillRect(0, Math.round(band.middle), width, 1)
}
