// Draws how many packets of which phase each process had over time, for runs with too many events for arrows.
import { timeOf, type Phase, type TimelineEvent } from '../event.ts'
import { formatMoment } from '../format-time.ts'
import { FAINT, HEAD_PX, LINE, MARGIN_PX, PHASE_COLOURS, type Picture } from './drawing.ts'
import { element, escapeXml, truncate, text } from './svg-text.ts'

const ROW_PX = 26
const NAME_PX = 150
const BINS = 240
const BIN_PX = 4

export function density(events: readonly TimelineEvent[], lanes: readonly string[]): Picture {
  const [first, last] = [events[0], events.at(-1)]
  const from = first ? timeOf(first) : 0
  const span = Math.max(1, (last ? timeOf(last) : 0) - from)
  const counts = new Map(lanes.map((lane) => [lane, new Map<number, Map<Phase, number>>()]))
  const phases = new Set<Phase>()
  for (const event of events) {
    if (event.t !== 'packet') continue
    phases.add(event.phase)
    const bin = Math.min(BINS - 1, Math.floor(((timeOf(event) - from) / span) * BINS))
    for (const lane of new Set([event.from, event.to])) count(counts.get(lane), bin, event.phase)
  }
  return {
    width: 2 * MARGIN_PX + NAME_PX + BINS * BIN_PX,
    height: (lanes.length + 1) * ROW_PX,
    phases,
    body: body(counts, from, span),
  }
}

type Bins = Map<number, Map<Phase, number>>

function count(bins: Bins | undefined, bin: number, phase: Phase): void {
  const known = bins?.get(bin) ?? new Map<Phase, number>()
  known.set(phase, (known.get(phase) ?? 0) + 1)
  bins?.set(bin, known)
}

function* body(counts: ReadonlyMap<string, Bins>, from: number, span: number): Iterable<string> {
  let most = 1
  for (const bins of counts.values()) for (const phases of bins.values()) most = Math.max(most, sum(phases))
  let y = HEAD_PX
  for (const [lane, bins] of counts) {
    const bars = [...bins].map(([bin, phases]) => bar(bin, phases, y, most))
    const name = `<title>${escapeXml(lane)}</title>${text(MARGIN_PX, y + 16, truncate(lane, 22))}`
    const ground = element('line', {
      x1: MARGIN_PX + NAME_PX,
      x2: MARGIN_PX + NAME_PX + BINS * BIN_PX,
      y1: y + ROW_PX - 4,
      y2: y + ROW_PX - 4,
      stroke: LINE,
    })
    yield `${element('g', { class: 'lane' }, `${name}${ground}${bars.join('')}`)}\n`
    y += ROW_PX
  }
  const style = { fill: FAINT }
  yield `${text(MARGIN_PX + NAME_PX, y + 14, formatMoment(from), style)}\n`
  const end = { ...style, 'text-anchor': 'end' }
  yield `${text(MARGIN_PX + NAME_PX + BINS * BIN_PX, y + 14, formatMoment(from + span), end)}\n`
}

/** Heights are logarithmic, so that one packet is visible beside a thousand. */
function bar(bin: number, phases: ReadonlyMap<Phase, number>, y: number, most: number): string {
  const total = sum(phases)
  const height = Math.max(2, (Math.log1p(total) / Math.log1p(most)) * (ROW_PX - 6))
  const [phase] = [...phases].toSorted((a, b) => b[1] - a[1])[0] ?? ['rpc']
  const box = {
    x: MARGIN_PX + NAME_PX + bin * BIN_PX,
    y: y + ROW_PX - 4 - height,
    width: BIN_PX - 0.5,
    height,
  }
  return element('rect', { ...box, fill: PHASE_COLOURS[phase] }, `<title>${total} packets</title>`)
}

function sum(phases: ReadonlyMap<Phase, number>): number {
  return [...phases.values()].reduce((all, one) => all + one, 0)
}
