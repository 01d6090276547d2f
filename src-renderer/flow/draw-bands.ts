// Draws the state bands of lanes: of a server its states, of a folded type the shares of its servers, worst first. A paused
// server is hatched, a dropped one hollow, one with a faulty link has a line above its band.
import type { Canvas } from './draw-lanes.ts'
import { drawSign } from './glyph.ts'
import { groupStates, severity, type GroupState } from './group-states.ts'
import { isEnd, type Lane, type LaneState } from './lanes.ts'
import type { LaneBand } from './layout.ts'
import type { Palette } from './palette.ts'
import type { Rails } from './rails.ts'
import type { TimeScale } from './scale.ts'
import { endY } from './scene.ts'
import type { TimeOrdered } from './time-ordered.ts'

interface BandsInput {
  scale: TimeScale
  palette: Palette
  rails: Rails
  /** Where the last state of a running process ends. */
  now: number
}

/** A part of the width, pixels. */
interface Extent {
  left: number
  right: number
}

export const BAND_HEIGHT_PX = 9
const HATCH_WIDTH_PX = 20
const HATCH_STEP_PX = 5
const MIN_SHARE_HEIGHT_PX = 2
const MIN_WIDTH_PX = 1.5
const RAIL_HEIGHT_PX = 2
/** How far beyond the view is drawn. */
const MARGIN_PX = 4

export function drawBand(canvas: Canvas, band: LaneBand, input: BandsInput): void {
  const [lane] = band.lanes
  if (band.lanes.length > 1) drawShares(canvas, band, input)
  else if (lane) drawStates(canvas, lane, band.middle, input)
  for (const one of band.lanes) drawFacts(canvas, one, band.middle, input)
  drawRails(canvas, band, input, false)
  drawRails(canvas, band, input, true)
}

function drawStates(canvas: Canvas, lane: Lane, middle: number, { scale, palette, now }: BandsInput): void {
  const { times, items } = lane.states
  const first = Math.max(0, lane.states.after(scale.time(-HATCH_WIDTH_PX)) - 1)
  for (let index = first; index < items.length; index += 1) {
    const state = items[index] as LaneState
    const from = scale.x(times[index] as number)
    if (from > canvas.width) return
    if (isEnd(state)) drawEnd(canvas.context, from, middle, state, palette)
    else {
      const extent = clip(from, scale.x(times[index + 1] ?? now), canvas)
      if (!extent) continue
      const draw = lane.kind === 'member' ? fillBand : outlineBand
      draw(canvas.context, extent, middle, palette.states[state])
    }
  }
}

/** States that are shorter than a pixel give way to the worst of them. */
function drawShares(canvas: Canvas, band: LaneBand, { scale, palette, now }: BandsInput): void {
  const states = groupStates(band.lanes)
  let short: { state: GroupState; left: number } | null = null
  for (const [index, state] of states.entries()) {
    const [left, right] = [scale.x(state.time), scale.x(states[index + 1]?.time ?? now)]
    if (right < 0) continue
    if (left > canvas.width) return
    if (short && left - short.left >= 1) {
      fillShares(canvas, short.left, left, band.middle, short.state, palette)
      short = null
    }
    if (right - left >= 1) fillShares(canvas, left, right, band.middle, state, palette)
    else if (!short) short = { state, left }
    else if (severity(state) < severity(short.state)) short.state = state
  }
  if (short) fillShares(canvas, short.left, short.left + 1, band.middle, short.state, palette)
}

function fillShares(
  canvas: Canvas,
  from: number,
  to: number,
  middle: number,
  { shares }: GroupState,
  palette: Palette,
): void {
  const extent = clip(from, to, canvas)
  if (!extent) return
  const { context } = canvas
  const total = shares.reduce((sum, { servers }) => sum + servers, 0)
  const bottom = middle + BAND_HEIGHT_PX / 2
  let top = bottom - BAND_HEIGHT_PX
  for (const [index, { state, servers }] of shares.entries()) {
    const share = Math.max(MIN_SHARE_HEIGHT_PX, (servers / total) * BAND_HEIGHT_PX)
    const height = index === shares.length - 1 ? bottom - top : Math.min(share, bottom - top)
    context.fillStyle = palette.states[state]
    context.fillRect(extent.left, top, extent.right - extent.left, height)
    top += height
  }
}

function drawFacts(canvas: Canvas, lane: Lane, middle: number, { scale, palette, now }: BandsInput): void {
  const { context } = canvas
  const { reconnecting, crashed } = palette.states
  for (const [from, to] of spansOf(lane.dropped, scale, now)) {
    const extent = clip(from, to, canvas)
    if (!extent) continue
    context.fillStyle = palette.background
    context.fillRect(extent.left, middle - BAND_HEIGHT_PX / 2, extent.right - extent.left, BAND_HEIGHT_PX)
    outlineBand(context, extent, middle, crashed)
    drawSign(context, 'dropped', from, middle, crashed)
  }
  for (const [from, to] of spansOf(lane.paused, scale, now)) {
    const extent = clip(from, to, canvas)
    if (!extent) continue
    hatch(context, extent, middle, reconnecting, palette.background)
    drawSign(context, 'paused', from, middle, palette.text)
  }
  for (const [from, to] of spansOf(lane.faulted, scale, now)) {
    const extent = clip(from, to, canvas)
    if (!extent) continue
    context.fillStyle = reconnecting
    context.fillRect(extent.left, middle - BAND_HEIGHT_PX / 2 - 4, extent.right - extent.left, RAIL_HEIGHT_PX)
  }
}

/** A rail below the band while the view of a server differs: red if it had agreed before, else faint. */
function drawRails(canvas: Canvas, band: LaneBand, input: BandsInput, hasAgreed: boolean): void {
  const { context, width } = canvas
  const { scale, palette, now } = input
  context.fillStyle = hasAgreed ? palette.bad : palette.strongLine
  const top = band.middle + BAND_HEIGHT_PX / 2 + 1
  for (const { id } of band.lanes) {
    /** The right end so far, so that a pixel is painted once only. */
    let drawn = 0
    for (const rail of input.rails.of(id)) {
      if (rail.hasAgreed !== hasAgreed || (rail.to ?? now) < scale.time(0)) continue
      const from = Math.max(scale.x(rail.from), drawn)
      if (from > width) break
      const to = Math.min(Math.max(scale.x(rail.to ?? now), from + 1), width + MARGIN_PX)
      if (to - from < 0.5) continue
      context.fillRect(from, top, to - from, RAIL_HEIGHT_PX)
      drawn = to
    }
  }
}

/** The spans in which a fact held, pixels. */
function spansOf({ items, times }: TimeOrdered<boolean>, scale: TimeScale, now: number): [number, number][] {
  return items.flatMap((holds, index): [number, number][] =>
    holds ? [[scale.x(times[index] as number), scale.x(times[index + 1] ?? now)]] : [],
  )
}

/** Null if it is out of view. */
function clip(from: number, to: number, { width }: Canvas): Extent | null {
  if (to < 0 || from > width) return null
  const left = Math.max(from, -MARGIN_PX)
  return { left, right: Math.max(Math.min(to, width + MARGIN_PX), left + MIN_WIDTH_PX) }
}

function fillBand(context: CanvasRenderingContext2D, extent: Extent, middle: number, colour: string): void {
  context.fillStyle = colour
  context.fillRect(extent.left, middle - BAND_HEIGHT_PX / 2, extent.right - extent.left, BAND_HEIGHT_PX)
}

/** The hollow band of a process that is no member, or of which nothing is known. */
function outlineBand(
  context: CanvasRenderingContext2D,
  { left, right }: Extent,
  middle: number,
  colour: string,
): void {
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.strokeRect(left, middle - BAND_HEIGHT_PX / 2 + 0.75, right - left, BAND_HEIGHT_PX - 1.5)
}

function hatch(
  context: CanvasRenderingContext2D,
  { left, right }: Extent,
  middle: number,
  colour: string,
  background: string,
): void {
  context.fillStyle = background
  context.fillRect(left, middle - BAND_HEIGHT_PX / 2 + 1, right - left, BAND_HEIGHT_PX - 2)
  context.strokeStyle = colour
  context.lineWidth = 1.8
  context.beginPath()
  for (let x = left; x + 3 < right; x += HATCH_STEP_PX) {
    context.moveTo(x, middle + BAND_HEIGHT_PX / 2)
    context.lineTo(x + 4, middle - BAND_HEIGHT_PX / 2)
  }
  context.stroke()
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
  if (state === 'crashed') drawSign(context, 'crashed', x, endY({ middle }), palette.states.crashed)
}
