// Draws lanes: headings, grid, the state band of each process, and rails where its view differed from the master's.
import type { ConvergenceHistory } from './convergence-history.ts'
import { isEnd, type LaneState } from './lanes.ts'
import { HEADING_HEIGHT_PX, type LaneLayout, type LaneRow } from './layout.ts'
import type { Palette } from './palette.ts'
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
  history: ConvergenceHistory
  /** Where the last state of a running process ends. */
  now: number
  /** Pixels scrolled down. */
  top: number
  selectedServer: string | null
}

export const BAND_HEIGHT_PX = 9
const HATCH_WIDTH_PX = 20
const MIN_RAIL_WIDTH_PX = 0.5

export function drawLanes({ context, width, height }: Canvas, input: LanesInput): void {
  const { layout, scale, palette, top } = input
  context.fillStyle = palette.background
  context.fillRect(0, 0, width, height)
  context.save()
  context.translate(0, -top)
  drawGrid(context, scale, palette, width, Math.max(height, layout.height) + top)
  context.fillStyle = palette.heading
  for (const type of layout.types) context.fillRect(0, type.top, width, type.height)
  if (layout.resourcesTop !== null) {
    context.fillRect(0, layout.resourcesTop, width, HEADING_HEIGHT_PX)
    context.fillStyle = palette.strongLine
    context.fillRect(0, layout.resourcesTop, width, 2)
  }
  for (const row of layout.rows) {
    if (row.top + row.height < top || row.top > top + height) continue
    drawRule(context, row, input, width)
    drawBand(context, row, input, width)
  }
  drawDivergence(context, input, width)
  context.restore()
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
  row: LaneRow,
  { palette, selectedServer }: LanesInput,
  width: number,
): void {
  if (row.lane.id === selectedServer) {
    context.globalAlpha = 0.08
    context.fillStyle = palette.selection
    context.fillRect(0, row.top, width, row.height)
    context.globalAlpha = 1
  }
  context.fillStyle = palette.line
  context.fillRect(0, row.top + row.height - 1, width, 1)
  context.strokeStyle = palette.strongLine
  context.setLineDash([2, 4])
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(0, Math.round(row.middle) + 0.5)
  context.lineTo(width, Math.round(row.middle) + 0.5)
  context.stroke()
  context.setLineDash([])
}

function drawBand(
  context: CanvasRenderingContext2D,
  row: LaneRow,
  { scale, palette, now }: LanesInput,
  width: number,
): void {
  const { times, items } = row.lane.states
  for (let index = 0; index < items.length; index++) {
    const state = items[index] as LaneState
    const from = scale.x(times[index] as number)
    const to = scale.x(times[index + 1] ?? now)
    if (isEnd(state)) drawEnd(context, from, row.middle, state, palette)
    else if (to >= 0 && from <= width) {
      const draw = row.lane.kind === 'member' ? drawState : drawOutline
      draw(context, from, to, row.middle, palette.states[state], width)
    }
  }
}

function drawState(
  context: CanvasRenderingContext2D,
  from: number,
  to: number,
  middle: number,
  colour: string,
  width: number,
): void {
  const left = Math.max(from, -4)
  context.fillStyle = colour
  context.fillRect(
    left,
    middle - BAND_HEIGHT_PX / 2,
    Math.max(Math.min(to, width + 4) - left, 1.5),
    BAND_HEIGHT_PX,
  )
}

/** The band of a process that is no member, or of which nothing is known: hollow. */
function drawOutline(
  context: CanvasRenderingContext2D,
  from: number,
  to: number,
  middle: number,
  colour: string,
  width: number,
): void {
  const left = Math.max(from, -4)
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.strokeRect(
    left,
    middle - BAND_HEIGHT_PX / 2 + 0.75,
    Math.max(Math.min(to, width + 4) - left, 1.5),
    BAND_HEIGHT_PX - 1.5,
  )
}

/** The end of a process: a bar across the lane, then hatching. */
function drawEnd(
  context: CanvasRenderingContext2D,
  x: number,
  middle: number,
  state: LaneState,
  palette: Palette,
): void {
  if (x < -HATCH_WIDTH_PX) return
  context.strokeStyle = palette.states[state]
  context.lineWidth = 1.4
  context.beginPath()
  for (let offset = 3; offset <= HATCH_WIDTH_PX; offset += 4.5) {
    context.moveTo(x + offset - 2, middle + BAND_HEIGHT_PX / 2)
    context.lineTo(x + offset + 2.5, middle - BAND_HEIGHT_PX / 2)
  }
  context.stroke()
  context.fillStyle = palette.states[state]
  context.fillRect(x - 1, middle - BAND_HEIGHT_PX, 2.5, BAND_HEIGHT_PX * 2)
}

/** Draws a red rail below the band of a server while its view or its proxies differed. */
function drawDivergence(context: CanvasRenderingContext2D, input: LanesInput, width: number): void {
  const { history, scale, layout, palette, now } = input
  const { items, times } = history.samples
  const first = Math.max(0, history.samples.after(scale.time(0)) - 1)
  /** The right end of each rail so far, so that a pixel is painted once only. */
  const drawn = new Map<string, number>()
  context.fillStyle = palette.bad
  for (let index = first; index < items.length; index++) {
    const from = scale.x(times[index] as number)
    if (from > width) break
    const to = Math.max(scale.x(times[index + 1] ?? now), from + 1)
    for (const { server } of items[index]?.disagreements ?? []) {
      const left = Math.max(from, drawn.get(server) ?? 0)
      const row = layout.byId.get(server)
      if (!row || to - left < MIN_RAIL_WIDTH_PX) continue
      context.fillRect(left, row.middle + BAND_HEIGHT_PX / 2 + 1, to - left, 2)
      drawn.set(server, to)
    }
  }
}
