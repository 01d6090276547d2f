// Draws one row of a sequence diagram: an arrow, a note or a separator, with its facts as JSON.
import type { EventColumns } from '../columns/event-columns.ts'
import type { TimelineEvent } from '../event.ts'
import { formatAfterMs, formatMoment } from '../format-time.ts'
import {
  labelOf,
  TIME_WIDTH_PX,
  type LaneLayout,
  type LineLayout,
  type RowLayout,
} from '../sequence/layout.ts'
import type { SequenceRow } from '../sequence/row.ts'
import { BAD, FAINT, LINE, PHASE_COLOURS } from './drawing.ts'
import { element, escapeXml, text } from './svg-text.ts'

const ARROW_HEAD_PX = 7
/** Between a call and its answer below it. */
const ANSWER_PX = 7
/** Rows of more events say how many there are. */
const MAX_LISTED = 200
/** A white outline, so that lines do not run through text. */
const HALO = { stroke: '#ffffff', 'stroke-width': 3, 'paint-order': 'stroke' }
const NOTE_COLOURS = { plain: '#3b4653', faint: FAINT, good: '#008a63', warn: '#b27a00', bad: BAD } as const

interface RowPlace {
  /** Of the diagram's upper left corner. */
  x: number
  y: number
  /** The time of the chapter's first row. */
  start: number
  lanes: readonly LaneLayout[]
}

export function drawRow(layout: RowLayout, events: EventColumns, place: RowPlace): string {
  const { row } = layout
  const colour = colourOf(row)
  const parts = [
    time(layout, place),
    separator(layout, place),
    layout.line ? arrow(row, layout.line, place, colour) : '',
    ...layout.marks.map((x) => mark(x + place.x, layout.y + place.y + layout.height / 2, row, colour)),
    trend(layout, place, colour),
    label(layout, place, colour),
  ]
  return element('g', { class: `row ${row.kind}` }, description(row, events) + parts.join(''))
}

/** A tooltip for people, and the facts as JSON for programs. */
function description(row: SequenceRow, events: EventColumns): string {
  const ends = 'from' in row ? `: ${row.from} → ${[row.to].flat().join(', ')}` : ''
  const { places, key: _key, ...facts } = row
  const listed = places.slice(0, MAX_LISTED)
  const described = { ...facts, count: places.length, events: listed.map((at) => factsOf(events.at(at))) }
  return `<title>${escapeXml(labelOf(row) + ends)}</title><desc>${escapeXml(JSON.stringify(described))}</desc>`
}

/** What identifies an event. */
function factsOf(event: TimelineEvent): object {
  if (event.t !== 'packet') {
    const { t, seq, at } = event
    return { t, seq, at, process: 'process' in event ? event.process : undefined }
  }
  const { t, seq, id, name, phase, from, to, sent, received, bytes } = event
  return { t, seq, id, name, phase, from, to, sent, received, bytes }
}

function time({ row, y, height }: RowLayout, place: RowPlace): string {
  if (row.kind === 'idle' || row.kind === 'more') return ''
  const shown = row.time === place.start ? formatMoment(row.time) : formatAfterMs(row.time - place.start)
  return text(place.x + TIME_WIDTH_PX - 12, place.y + y + height / 2 + 4, shown, {
    fill: FAINT,
    'text-anchor': 'end',
  })
}

/** What goes over all lanes. */
function separator({ row, y, height }: RowLayout, place: RowPlace): string {
  const [first, last] = [place.lanes[0], place.lanes.at(-1)]
  if (!first || !last) return ''
  const [x1, x2] = [place.x + first.x, place.x + last.x]
  if (row.kind === 'agreed')
    return element('rect', {
      x: x1,
      y: place.y + y + 4,
      width: Math.max(1, x2 - x1),
      height: height - 8,
      rx: 4,
      fill: '#e3f2ec',
    })
  if (row.kind !== 'idle') return ''
  const middle = place.y + y + height / 2
  return element('line', { x1, x2, y1: middle, y2: middle, stroke: LINE, 'stroke-dasharray': '2 4' })
}

function arrow(row: SequenceRow, line: LineLayout, place: RowPlace, colour: string): string {
  const [x1, x2, y] = [place.x + line.x1, place.x + line.x2, place.y + line.y]
  const isLost = (row.kind === 'arrow' && row.line === 'lost') || ('outcome' in row && row.outcome === 'lost')
  const isAnswer = row.kind === 'arrow' && row.line === 'answer'
  const style = {
    stroke: colour,
    'stroke-width': 1.4,
    fill: 'none',
    'stroke-dasharray': isLost ? '4 3' : isAnswer ? '7 3' : undefined,
  }
  const back = line.isLoop || x2 < x1 ? 1 : -1
  const end = isLost
    ? cross(x2 + back * ARROW_HEAD_PX, y, colour)
    : tip(line.isLoop ? x1 : x2, y, back, colour)
  if (line.isLoop) {
    const path = element('path', { d: `M${x1} ${y - 5}h${x2 - x1}v10h${x1 - x2}`, ...style })
    return path + (isLost ? end : tip(x1, y + 5, 1, colour))
  }
  const other = line.otherSide === null ? '' : toOtherSide(x1, place.x + line.otherSide, y, style)
  const dots = line.dots.map((x) => element('circle', { cx: place.x + x, cy: y, r: 2.8, fill: colour }))
  return (
    element('line', { x1, x2, y1: y, y2: y, ...style }) +
    end +
    dots.join('') +
    other +
    answer(row, x1, x2, y, colour)
  )
}

function toOtherSide(x1: number, x2: number, y: number, style: { stroke: string }): string {
  const sender = element('circle', { cx: x1, cy: y, r: 3.5, fill: '#ffffff', stroke: style.stroke })
  return (
    element('line', { x1, x2, y1: y, y2: y, ...style }) + tip(x2, y, x2 < x1 ? 1 : -1, style.stroke) + sender
  )
}

/** The way back of a call, dashed below it. */
function answer(row: SequenceRow, x1: number, x2: number, y: number, colour: string): string {
  if (row.kind !== 'call' && row.kind !== 'calls') return ''
  if (row.outcome !== 'answered' && row.outcome !== 'failed') return ''
  const below = y + ANSWER_PX
  const style = { stroke: colour, 'stroke-width': 1, 'stroke-dasharray': '5 3' }
  const back = x1 < x2 ? 1 : -1
  return element('line', { x1: x2, x2: x1, y1: below, y2: below, ...style }) + tip(x1, below, back, colour)
}

function tip(x: number, y: number, back: number, fill: string): string {
  return element('path', { d: `M${x} ${y}l${back * ARROW_HEAD_PX} -3.5v7z`, fill })
}

function cross(x: number, y: number, stroke: string): string {
  return element('path', { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, stroke, 'stroke-width': 1.6 })
}

function mark(x: number, y: number, row: SequenceRow, colour: string): string {
  if (row.kind === 'note' && row.tone === 'bad') return cross(x, y, colour)
  return element('circle', { cx: x, cy: y, r: 3.5, fill: colour, stroke: '#ffffff' })
}

function trend({ row, trend: box }: RowLayout, place: RowPlace, colour: string): string {
  if (row.kind !== 'calls' || !box) return ''
  const most = Math.max(1, ...row.trend)
  const step = box.width / Math.max(1, row.trend.length - 1)
  const points = row.trend.map((count, index) => {
    const x = place.x + box.x + index * step
    return `${x.toFixed(1)},${(place.y + box.y + box.height * (1 - count / most)).toFixed(1)}`
  })
  return element('polyline', { points: points.join(' '), fill: 'none', stroke: colour })
}

function label({ label: box }: RowLayout, place: RowPlace, fill: string): string {
  if (!box) return ''
  return text(place.x + box.x, place.y + box.y + box.height - 4, box.text, { fill, ...HALO })
}

function colourOf(row: SequenceRow): string {
  switch (row.kind) {
    case 'arrow':
      return row.line === 'failed' || row.line === 'lost' ? BAD : PHASE_COLOURS[row.phase]
    case 'call':
    case 'calls':
      return row.outcome === 'failed' || row.outcome === 'lost' ? BAD : PHASE_COLOURS.rpc
    case 'note':
      return NOTE_COLOURS[row.tone]
    case 'agreed':
      return NOTE_COLOURS.good
    default:
      return FAINT
  }
}
