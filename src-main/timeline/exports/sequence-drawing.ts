// Draws a sequence diagram: a column for each process, a row for each event, an arrow for each packet.
import { timeOf, type PacketEvent, type Phase, type TimelineEvent } from '../event.ts'
import { formatMoment } from '../format-time.ts'
import { changedServerId } from '../known-records.ts'
import { BAD, FAINT, HEAD_PX, LETTER_PX, LINE, MARGIN_PX, PHASE_COLOURS, type Picture } from './drawing.ts'
import { element, escapeXml, truncate, text } from './svg-text.ts'

const ROW_PX = 22
const TIME_PX = 84
const COLUMN_PX = { widest: 180, narrowest: 72, together: 2_000 }
const ARROW_HEAD_PX = 7
/** A white outline, so that lines do not run through text. */
const HALO = { stroke: '#ffffff', 'stroke-width': 3, 'paint-order': 'stroke' }

export interface Rows {
  /** In the order of time. */
  events: readonly TimelineEvent[]
  lanes: readonly string[]
  /** Processes that report; a packet that one of them did not receive is lost. */
  tapped: ReadonlySet<string>
}

interface Columns {
  width: number
  middleOf: (lane: string) => number
}

export function sequence(rows: Rows): Picture {
  const { events, lanes } = rows
  const { widest, narrowest, together } = COLUMN_PX
  const width = Math.max(narrowest, Math.min(widest, together / Math.max(1, lanes.length)))
  const index = new Map(lanes.map((lane, at) => [lane, at]))
  const middleOf = (lane: string) => MARGIN_PX + TIME_PX + width * ((index.get(lane) ?? 0) + 0.5)
  return {
    width: Math.ceil(Math.max(480, 2 * MARGIN_PX + TIME_PX + width * lanes.length)),
    height: (events.length + 1) * ROW_PX,
    phases: new Set(events.flatMap((event): Phase[] => (event.t === 'packet' ? [event.phase] : []))),
    body: body(rows, { width, middleOf }),
  }
}

/** Returns the area of the drawing in pixels. */
export function areaOf({ events, lanes }: Rows): number {
  const { width, height } = sequence({ events, lanes, tapped: new Set() })
  return width * (HEAD_PX + height)
}

function* body({ events, lanes, tapped }: Rows, columns: Columns): Iterable<string> {
  const bottom = HEAD_PX + (events.length + 1) * ROW_PX
  for (const lane of lanes) yield `${column(lane, columns, bottom)}\n`
  for (const [index, event] of events.entries()) {
    const y = HEAD_PX + (index + 1) * ROW_PX
    const time = text(MARGIN_PX + TIME_PX - 14, y + 4, formatMoment(timeOf(event)), {
      fill: FAINT,
      'text-anchor': 'end',
    })
    const row = event.t === 'packet' ? arrow(event, y, columns, tapped) : note(event, y, columns)
    yield `${element('g', { class: event.t }, `${description(event)}${time}${row}`)}\n`
  }
}

function column(lane: string, { width, middleOf }: Columns, bottom: number): string {
  const x = middleOf(lane)
  const name = truncate(lane, Math.floor((width - 8) / LETTER_PX))
  return element(
    'g',
    { class: 'lane' },
    `<title>${escapeXml(lane)}</title>` +
      element('line', { x1: x, x2: x, y1: HEAD_PX, y2: bottom, stroke: LINE }) +
      text(x, HEAD_PX - 8, name, { 'text-anchor': 'middle', 'font-weight': 'bold' }),
  )
}

/** A tooltip for people, and the facts as JSON for programs. */
function description(event: TimelineEvent): string {
  const title = event.t === 'packet' ? `${event.name}: ${event.from} → ${event.to}` : labelOf(event)
  const { t: _t, ...facts } = event
  if ('body' in facts) delete facts.body
  return `<title>${escapeXml(title)}</title><desc>${escapeXml(JSON.stringify(facts))}</desc>`
}

function arrow(packet: PacketEvent, y: number, columns: Columns, tapped: ReadonlySet<string>): string {
  const { from, to, phase } = packet
  const lost = packet.dropped === true || (packet.received === null && tapped.has(to))
  const colour = PHASE_COLOURS[phase]
  const [x1, x2] = [columns.middleOf(from), columns.middleOf(to)]
  const style = {
    stroke: colour,
    'stroke-width': 1.4,
    fill: 'none',
    'stroke-dasharray': lost ? '4 3' : undefined,
  }
  const turn = columns.width * 0.22
  const line =
    from === to
      ? element('path', { d: `M${x1} ${y - 5}h${turn}v8h${-turn}`, ...style })
      : element('line', { x1, y1: y, x2, y2: y, ...style })
  const back = from === to || x2 < x1 ? 1 : -1
  const end = lost
    ? cross(x2 + back * ARROW_HEAD_PX, y, colour)
    : tip(x2, from === to ? y + 3 : y, back, colour)
  const at = from === to ? x1 + turn + 4 : (x1 + x2) / 2
  const room = from === to ? columns.width * 0.78 : Math.abs(x2 - x1) - 2 * ARROW_HEAD_PX
  const label = text(
    at,
    from === to ? y + 2 : y - 4,
    truncate(labelOf(packet), Math.max(4, Math.floor(room / LETTER_PX))),
    {
      'text-anchor': from === to ? 'start' : 'middle',
      fill: colour,
      ...HALO,
    },
  )
  return line + end + label
}

function tip(x: number, y: number, back: number, fill: string): string {
  return element('path', { d: `M${x} ${y}l${back * ARROW_HEAD_PX} -3.5v7z`, fill })
}

function cross(x: number, y: number, stroke: string): string {
  return element('path', { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, stroke, 'stroke-width': 1.6 })
}

function note(event: Exclude<TimelineEvent, PacketEvent>, y: number, { middleOf, width }: Columns): string {
  const bad = event.t === 'fault' || event.t === 'gap' || event.t === 'finding' || isCrash(event)
  const lane = 'process' in event ? event.process : ''
  const label = truncate(labelOf(event), Math.floor((width - 12) / LETTER_PX))
  const half = (label.length * LETTER_PX) / 2 + 6
  const x = lane === '' ? MARGIN_PX + TIME_PX + half : middleOf(lane)
  const box = { x: x - half, y: y - 8, width: 2 * half, height: 16, rx: 4 }
  return (
    element('rect', { ...box, fill: bad ? '#f9d9d6' : '#eef1f5' }) +
    text(x, y + 4, label, { 'text-anchor': 'middle', fill: bad ? BAD : FAINT })
  )
}

function isCrash(event: TimelineEvent): boolean {
  return event.t === 'process' && event.event === 'exited' && Boolean(event.signal ?? event.code)
}

function labelOf(event: TimelineEvent): string {
  switch (event.t) {
    case 'packet':
      return [event.name, event.calls?.[0]?.method ?? changedServerId(event) ?? ''].join(' ').trim()
    case 'process':
      return isCrash(event) ? `exited: ${event.signal ?? `exit code ${event.code}`}` : event.event
    case 'state':
      return event.to
    case 'fault':
      return event.fault
    case 'gap':
      return `${event.lost} records lost`
    case 'finding':
    case 'mark':
      return event.text
    default:
      return event.t
  }
}
