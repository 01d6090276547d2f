// Draws packet density for each lane, by phase, where there are too many arrows to read.
import { PHASES, type EventColumns, type Phase } from '../../src-main/timeline/index.ts'
import { BAND_HEIGHT_PX } from './draw-bands.ts'
import type { Canvas } from './draw-lanes.ts'
import { laneId } from './lanes.ts'
import { bandsBetween, type LaneLayout } from './layout.ts'
import type { FilteredIndex } from './filtered-index.ts'
import type { Palette } from './palette.ts'
import type { TimeScale } from './scale.ts'

const COLUMN_WIDTH_PX = 3
/** The least number of packets in a column that is drawn at full height. */
const MIN_PEAK_PACKETS = 16
/** The least height of errors, whatever their share: they are never averaged away. */
const MIN_ERROR_HEIGHT_PX = 3
const ERROR = PHASES.indexOf('error')
/** Towards the band: RPC, of which there is most, is farthest from it; nothing covers errors. */
const OUTERMOST_FIRST: readonly number[] = [
  PHASES.indexOf('rpc'),
  ...PHASES.flatMap((phase, index) => (phase === 'error' || phase === 'rpc' ? [] : index)).toReversed(),
  ERROR,
]

/** The packets of one direction by phase and column; null for phases without any. */
type Counts = (Uint32Array | null)[]

export interface Density {
  sent: Counts
  received: Counts
}

/** Counts the filtered packets by lane, phase and column. Keyed by the lane's key. */
export function countPackets(
  events: EventColumns,
  filtered: FilteredIndex,
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
): Map<string, Density> {
  const columns = Math.ceil(width / COLUMN_WIDTH_PX)
  const densities = new Map<string, Density>()
  const byProcess: (Density | null)[] = []
  const densityOf = (process: number): Density | null => {
    const key = layout.byId.get(laneId(events.texts.text(process)))?.key
    if (key === undefined) return null
    let density = densities.get(key)
    if (!density) densities.set(key, (density = { sent: noCounts(), received: noCounts() }))
    return density
  }
  const last = filtered.after(scale.time(width))
  let index = filtered.from(scale.time(0))
  for (let column = 0; column < columns; column += 1) {
    // The last column is wider than the picture: it has the rest.
    const end = column === columns - 1 ? Infinity : scale.time((column + 1) * COLUMN_WIDTH_PX)
    index = filtered.counts.countUntil(index, last, end, (process, phase, sent, received) => {
      const density = (byProcess[process] ??= densityOf(process))
      if (!density) return
      if (sent > 0) add(density.sent, phase, column, sent, columns)
      if (received > 0) add(density.received, phase, column, received, columns)
    })
  }
  return densities
}

function noCounts(): Counts {
  return PHASES.map(() => null)
}

function add(counts: Counts, phase: number, column: number, packets: number, columns: number): void {
  const data = (counts[phase] ??= new Uint32Array(columns))
  data[column] = at(data, column) + packets
}

/**
 * Sent packets above the band, received ones below, phases stacked. The height grows with the square root; the busiest
 * column fills its lane.
 */
export function drawDensity(
  { context, height }: Canvas,
  densities: ReadonlyMap<string, Density>,
  layout: LaneLayout,
  palette: Palette,
  top: number,
): void {
  const busiest = Math.max(MIN_PEAK_PACKETS, ...[...densities.values()].map(peakOf))
  for (const band of bandsBetween(layout, top, top + height)) {
    const density = densities.get(band.key)
    if (!density) continue
    const room = band.height / 2 - BAND_HEIGHT_PX / 2 - 3
    const middle = band.middle - top
    const rise = (packets: number): number => hillHeight(packets, busiest, room)
    drawStack(context, density.sent, middle - BAND_HEIGHT_PX / 2 - 1, -1, rise, palette)
    drawStack(context, density.received, middle + BAND_HEIGHT_PX / 2 + 1, 1, rise, palette)
  }
}

/** Each phase covers those that are farther from the band: what is seen of it is its share of the whole. */
function drawStack(
  context: CanvasRenderingContext2D,
  counts: Counts,
  foot: number,
  direction: 1 | -1,
  rise: (packets: number) => number,
  palette: Palette,
): void {
  const total = totalOf(counts)
  // The packets of this phase and of those nearer to the band.
  const within = total.slice()
  for (const phase of OUTERMOST_FIRST) {
    const own = counts[phase]
    if (!own) continue
    context.fillStyle = palette.phases[PHASES[phase] as Phase]
    const least = phase === ERROR ? MIN_ERROR_HEIGHT_PX : 0
    fillHill(context, own, foot, direction, (column) => {
      const all = at(total, column)
      return Math.max(least, rise(all) * (at(within, column) / all))
    })
    for (let column = 0; column < own.length; column += 1)
      within[column] = at(within, column) - at(own, column)
  }
}

function totalOf(counts: Counts): Uint32Array {
  let total: Uint32Array | null = null
  for (const data of counts) {
    if (!data) continue
    if (total)
      for (let column = 0; column < data.length; column += 1)
        total[column] = at(total, column) + at(data, column)
    else total = data.slice()
  }
  return total ?? new Uint32Array()
}

function at(values: Uint32Array, index: number): number {
  return values[index] as number
}

/** One outline for all columns with packets: one rectangle per column would take most of a frame. */
function fillHill(
  context: CanvasRenderingContext2D,
  packets: Uint32Array,
  foot: number,
  direction: 1 | -1,
  heightOf: (column: number) => number,
): void {
  context.beginPath()
  let isOpen = false
  for (let column = 0; column <= packets.length; column += 1) {
    const x = column * COLUMN_WIDTH_PX
    if (column === packets.length || packets[column] === 0) {
      if (isOpen) context.lineTo(x, foot)
      isOpen = false
      continue
    }
    if (!isOpen) context.moveTo(x, foot)
    isOpen = true
    const y = foot + direction * heightOf(column)
    context.lineTo(x, y)
    context.lineTo(x + COLUMN_WIDTH_PX, y)
  }
  context.fill()
}

function peakOf({ sent, received }: Density): number {
  let peak = 0
  for (const counts of [sent, received]) {
    const total = totalOf(counts)
    for (let column = 0; column < total.length; column += 1) peak = Math.max(peak, at(total, column))
  }
  return peak
}

/** At least one pixel for any packet. */
function hillHeight(packets: number, busiest: number, room: number): number {
  return packets === 0 ? 0 : Math.max(1, room * Math.sqrt(packets / busiest))
}
