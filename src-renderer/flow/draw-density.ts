// Where arrows are too many to read: how many packets went out and came in, for each lane and column of pixels.
import type { EventColumns } from '../../src-main/timeline/index.ts'
import { BAND, type Canvas } from './draw-lanes.ts'
import { laneId } from './lanes.ts'
import type { LaneLayout } from './layout.ts'
import type { Listed } from './listing.ts'
import type { Palette } from './palette.ts'
import type { TimeScale } from './scale.ts'

const BIN = 3
/** Fewer packets in a column are not drawn as if they were many. */
const FEW = 16

interface Density {
  out: Uint32Array
  in: Uint32Array
  /** Columns in which a packet of phase `error` went out or came in: never averaged away. */
  error: Uint8Array
}

/** Counts the listed packets by lane and column. They come in order of time, so a column ends where its time does. */
export function countPackets(
  events: EventColumns,
  listed: Listed,
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
): Map<string, Density> {
  const columns = Math.ceil(width / BIN)
  const bins = new Map(layout.rows.map((row) => [row.lane.id, emptyDensity(columns)]))
  const byText = Array.from({ length: events.texts.size }, (_, text) =>
    bins.get(laneId(events.texts.text(text))),
  )
  const last = listed.after(scale.time(width))
  let column = 0
  let end = scale.time(BIN)
  for (let index = listed.from(scale.time(0)); index < last; index += 1) {
    const place = listed.placeAt(index)
    if (!events.isPacket(place)) continue
    const time = events.timeAt(place)
    while (time >= end && column < columns - 1) end = scale.time((++column + 1) * BIN)
    const failed = events.phaseAt(place) === 'error'
    const sender = byText[events.processAt(place)]
    const receiver = byText[events.toAt(place)]
    if (sender) count(sender, 'out', column, failed)
    if (receiver) count(receiver, 'in', column, failed)
  }
  return bins
}

function emptyDensity(columns: number): Density {
  return { out: new Uint32Array(columns), in: new Uint32Array(columns), error: new Uint8Array(columns) }
}

function count(density: Density, way: 'out' | 'in', column: number, failed: boolean): void {
  const counts = density[way]
  counts[column] = (counts[column] ?? 0) + 1
  if (failed) density.error[column] = 1
}

/** Bars, out above the band, in below. The busiest of all is as high as its lane allows; four times as many are twice as high. */
export function drawDensity(
  { context }: Canvas,
  bins: Map<string, Density>,
  layout: LaneLayout,
  palette: Palette,
  top: number,
): void {
  const busiest = Math.max(FEW, ...[...bins.values()].map(mostOf))
  for (const row of layout.rows) {
    const density = bins.get(row.lane.id)
    if (!density) continue
    const room = row.height / 2 - BAND / 2 - 3
    const middle = row.middle - top
    for (let column = 0; column < density.out.length; column++) {
      const above = heightOf(density.out[column] ?? 0, busiest, room)
      const below = heightOf(density.in[column] ?? 0, busiest, room)
      context.fillStyle = density.error[column] ? palette.phases.error : palette.phases.rpc
      if (above) context.fillRect(column * BIN, middle - BAND / 2 - 1 - above, BIN - 1, above)
      if (below) context.fillRect(column * BIN, middle + BAND / 2 + 1, BIN - 1, below)
    }
  }
}

function mostOf(density: Density): number {
  let most = 0
  for (const counts of [density.out, density.in]) for (const packets of counts) most = Math.max(most, packets)
  return most
}

/** What there is, is seen. */
function heightOf(packets: number, busiest: number, room: number): number {
  return packets === 0 ? 0 : Math.max(1, room * Math.sqrt(packets / busiest))
}
