// Draws how many packets of which phase each lane had over time, for chapters with too many rows.
import { timeOf, type Nanoseconds, type Phase, type TimelineEvent } from '../event.ts'
import { formatMoment } from '../format-time.ts'
import type { SequenceLane } from '../sequence/lanes.ts'
import { FAINT, LINE, PHASE_COLOURS } from './drawing.ts'
import { element, escapeXml, shortText, text } from './svg-text.ts'

const ROW_PX = 26
const NAME_PX = 150
const BINS = 240

/** Where a density is drawn, and of which time. */
export interface DensityPlace {
  x: number
  y: number
  width: number
  from: Nanoseconds
  to: Nanoseconds
}

export function densityHeight(lanes: readonly SequenceLane[]): number {
  return (lanes.length + 1) * ROW_PX
}

export function* density(
  events: Iterable<TimelineEvent>,
  lanes: readonly SequenceLane[],
  place: DensityPlace,
): Iterable<string> {
  const counts = countsOf(events, lanes, place)
  let most = 1
  for (const bins of counts.values()) for (const phases of bins.values()) most = Math.max(most, sum(phases))
  const left = place.x + NAME_PX
  const right = place.x + place.width
  let { y } = place
  for (const [lane, bins] of counts) {
    const bars = [...bins].map(([bin, phases]) => bar(bin, phases, { left, right, y, most }))
    const name = `<title>${escapeXml(lane.name)}</title>${text(place.x, y + 16, shortText(lane.name, NAME_PX - 8))}`
    const ground = element('line', {
      x1: left,
      x2: right,
      y1: y + ROW_PX - 4,
      y2: y + ROW_PX - 4,
      stroke: LINE,
    })
    yield `${element('g', { class: 'density' }, `${name}${ground}${bars.join('')}`)}\n`
    y += ROW_PX
  }
  yield `${text(left, y + 14, formatMoment(place.from), { fill: FAINT })}\n`
  yield `${text(right, y + 14, formatMoment(place.to), { fill: FAINT, 'text-anchor': 'end' })}\n`
}

type Bins = Map<number, Map<Phase, number>>

function countsOf(
  events: Iterable<TimelineEvent>,
  lanes: readonly SequenceLane[],
  { from, to }: DensityPlace,
): Map<SequenceLane, Bins> {
  const counts = new Map(lanes.map((lane): [SequenceLane, Bins] => [lane, new Map()]))
  const binsOf = new Map(lanes.flatMap((lane) => lane.members.map((id) => [id, counts.get(lane)] as const)))
  const span = Math.max(1, to - from)
  for (const event of events) {
    if (event.t !== 'packet') continue
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor(((timeOf(event) - from) / span) * BINS)))
    for (const bins of new Set([binsOf.get(event.from), binsOf.get(event.to)])) count(bins, bin, event.phase)
  }
  return counts
}

function count(bins: Bins | undefined, bin: number, phase: Phase): void {
  const known = bins?.get(bin) ?? new Map<Phase, number>()
  known.set(phase, (known.get(phase) ?? 0) + 1)
  bins?.set(bin, known)
}

/** Heights are logarithmic, so that one packet is visible beside a thousand. */
function bar(
  bin: number,
  phases: ReadonlyMap<Phase, number>,
  { left, right, y, most }: { left: number; right: number; y: number; most: number },
): string {
  const total = sum(phases)
  const height = Math.max(2, (Math.log1p(total) / Math.log1p(most)) * (ROW_PX - 6))
  const [phase] = [...phases].toSorted((a, b) => b[1] - a[1])[0] ?? ['rpc']
  const step = (right - left) / BINS
  const box = { x: left + bin * step, y: y + ROW_PX - 4 - height, width: Math.max(0.5, step - 0.5), height }
  return element('rect', { ...box, fill: PHASE_COLOURS[phase] }, `<title>${total} packets</title>`)
}

function sum(phases: ReadonlyMap<Phase, number>): number {
  return [...phases.values()].reduce((all, one) => all + one, 0)
}
