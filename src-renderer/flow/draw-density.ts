// Where arrows are too many to read: how many packets went out and came in, for each lane and column of pixels.
import type { EventColumns } from '../../src-main/timeline/index.ts'
import { BAND_HEIGHT_PX, type Canvas } from './draw-lanes.ts'
import { laneId } from './lanes.ts'
import type { LaneLayout } from './layout.ts'
import type { FilteredIndex } from './filtered-index.ts'
import type { Palette } from './palette.ts'
import type { TimeScale } from './scale.ts'

const COLUMN_WIDTH_PX = 3
/** Fewer packets in a column are not drawn as if they were many. */
const MIN_PEAK_PACKETS = 16
/** How high it is marked that something failed, among however much that did not. */
const ERROR_HEIGHT_PX = 2

interface Density {
  out: Uint32Array
  in: Uint32Array
  /** Columns in which a packet of phase `error` went out or came in: never averaged away. */
  error: Uint8Array
}

/** Counts the listed packets by lane and column. */
export function countPackets(
  events: EventColumns,
  listed: FilteredIndex,
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
): Map<string, Density> {
  const columns = Math.ceil(width / COLUMN_WIDTH_PX)
  const bins = new Map(layout.rows.map((row) => [row.lane.id, emptyDensity(columns)]))
  const byText = Array.from({ length: events.texts.size }, (_, text) =>
    bins.get(laneId(events.texts.text(text))),
  )
  const last = listed.after(scale.time(width))
  let index = listed.from(scale.time(0))
  for (let column = 0; column < columns; column += 1) {
    // The last one is wider than the picture, and takes what is left.
    const end = column === columns - 1 ? Infinity : scale.time((column + 1) * COLUMN_WIDTH_PX)
    index = listed.counts.countUntil(index, last, end, (process, sent, received, failed) => {
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

/** Hills, out above the band, in below. The busiest of all is as high as its lane allows; four times as many are twice as high. */
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

/** One outline for all columns: a rectangle for each would take most of a frame. */
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
  let most = 0
  for (const counts of [density.out, density.in]) for (const packets of counts) most = Math.max(most, packets)
  return most
}

/** What there is, is seen. */
function hillHeight(packets: number, busiest: number, room: number): number {
  return packets === 0 ? 0 : Math.max(1, room * Math.sqrt(packets / busiest))
}
