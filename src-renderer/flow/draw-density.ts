// Draws packet density for each lane, where there are too many arrows to read.
import type { EventColumns } from '../../src-main/timeline/index.ts'
import { BAND_HEIGHT_PX, type Canvas } from './draw-lanes.ts'
import { laneId } from './lanes.ts'
import type { LaneLayout } from './layout.ts'
import type { FilteredIndex } from './filtered-index.ts'
import type { Palette } from './palette.ts'
import type { TimeScale } from './scale.ts'

const COLUMN_WIDTH_PX = 3
/** The least number of packets in a column that is drawn at full height. */
const MIN_PEAK_PACKETS = 16
/** The height of an error mark, whatever the number of packets. */
const ERROR_HEIGHT_PX = 2

interface Density {
  out: Uint32Array
  in: Uint32Array
  /** 1 for columns with a packet of phase `error`, so that an error is never averaged away. */
  error: Uint8Array
}

/** Counts the filtered packets by lane and column. */
export function countPackets(
  events: EventColumns,
  filtered: FilteredIndex,
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
): Map<string, Density> {
  const columns = Math.ceil(width / COLUMN_WIDTH_PX)
  const bins = new Map(layout.rows.map((row) => [row.lane.id, emptyDensity(columns)]))
  const byText = Array.from({ length: events.texts.size }, (_, text) =>
    bins.get(laneId(events.texts.text(text))),
  )
  const last = filtered.after(scale.time(width))
  let index = filtered.from(scale.time(0))
  for (let column = 0; column < columns; column += 1) {
    // The last column is wider than the picture: it has the rest.
    const end = column === columns - 1 ? Infinity : scale.time((column + 1) * COLUMN_WIDTH_PX)
    index = filtered.counts.countUntil(index, last, end, (process, sent, received, failed) => {
      const density = byText[process]
      if (!density) return
      density.out[column] = (density.out[column] ?? 0) + sent
      density.in[column] = (density.in[column] ?? 0) + received
      if (failed > 0) density.error[column] = 1
    })
  }
  return bins
}

function emptyDensity(columns: number): Density {
  return { out: new Uint32Array(columns), in: new Uint32Array(columns), error: new Uint8Array(columns) }
}

/** Sent packets above the band, received ones below. The height grows with the square root; the busiest column fills its lane. */
export function drawDensity(
  { context, height }: Canvas,
  bins: Map<string, Density>,
  layout: LaneLayout,
  palette: Palette,
  top: number,
): void {
  const busiest = Math.max(MIN_PEAK_PACKETS, ...[...bins.values()].map(peakOf))
  for (const row of layout.rows) {
    const density = bins.get(row.lane.id)
    if (!density || row.top + row.height < top || row.top > top + height) continue
    const room = row.height / 2 - BAND_HEIGHT_PX / 2 - 3
    const middle = row.middle - top
    for (const [counts, foot, up] of [
      [density.out, middle - BAND_HEIGHT_PX / 2 - 1, -1],
      [density.in, middle + BAND_HEIGHT_PX / 2 + 1, 1],
    ] as const) {
      context.fillStyle = palette.phases.rpc
      fillHill(context, counts, foot, (packets) => up * hillHeight(packets, busiest, room))
      context.fillStyle = palette.phases.error
      for (const [column, failed] of density.error.entries()) {
        if (failed && counts[column])
          context.fillRect(column * COLUMN_WIDTH_PX, foot, COLUMN_WIDTH_PX, up * ERROR_HEIGHT_PX)
      }
    }
  }
}

/** One outline for all columns: one rectangle per column would take most of a frame. */
function fillHill(
  context: CanvasRenderingContext2D,
  counts: Uint32Array,
  foot: number,
  rise: (packets: number) => number,
): void {
  context.beginPath()
  context.moveTo(0, foot)
  for (const [column, packets] of counts.entries()) {
    const y = foot + rise(packets)
    context.lineTo(column * COLUMN_WIDTH_PX, y)
    context.lineTo((column + 1) * COLUMN_WIDTH_PX, y)
  }
  context.lineTo(counts.length * COLUMN_WIDTH_PX, foot)
  context.fill()
}

function peakOf(density: Density): number {
  let peak = 0
  for (const counts of [density.out, density.in]) for (const packets of counts) peak = Math.max(peak, packets)
  return peak
}

/** At least one pixel for any packet. */
function hillHeight(packets: number, busiest: number, room: number): number {
  return packets === 0 ? 0 : Math.max(1, room * Math.sqrt(packets / busiest))
}
