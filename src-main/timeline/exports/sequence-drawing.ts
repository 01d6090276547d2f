// Draws a run as chapters: each a heading and its sequence diagram, with the rows and the layout of the window.
import type { Chapter } from '../chapters/chapter.ts'
import type { EventColumns } from '../columns/event-columns.ts'
import type { Phase } from '../event.ts'
import { formatSpan } from '../format-time.ts'
import { layoutSequence, type SequenceLayout } from '../sequence/layout.ts'
import { sequenceLanes, type LaneProcess, type SequenceLane } from '../sequence/lanes.ts'
import type { SequenceRow } from '../sequence/row.ts'
import { density, densityHeight } from './density-drawing.ts'
import { BAD, FAINT, HEAD_PX, LINE, MARGIN_PX, type Picture } from './drawing.ts'
import { drawRow } from './row-drawing.ts'
import { element, escapeXml, shortText, text, textWidth } from './svg-text.ts'

const LANE_PX = 150
const MIN_WIDTH_PX = 640
const MAX_LANES = 16
const HEADING_PX = 34
const GAP_PX = 10
/** A taller picture shows its largest chapters as densities. */
const MAX_HEIGHT_PX = 60_000
const TONES: Readonly<Record<Chapter['tone'], string>> = {
  plain: '#eef1f5',
  good: '#e3f2ec',
  warn: '#fdf1dc',
  bad: '#f9d9d6',
}

export interface DrawnChapter {
  chapter: Chapter
  rows: readonly SequenceRow[]
}

export interface Drawn {
  events: EventColumns
  chapters: readonly DrawnChapter[]
  processes: readonly LaneProcess[]
}

interface Section {
  chapter: Chapter
  /** Null: too many rows, so it is drawn as a density. */
  layout: SequenceLayout | null
  height: number
}

/** Returns the picture of at most this many pixels; null if even the headings do not fit. */
export function sequence(drawn: Drawn, maxPixels: number): Picture | null {
  const lanes = sequenceLanes(
    drawn.processes,
    drawn.chapters.flatMap(({ rows }) => rows),
    MAX_LANES,
  )
  const { width, lanes: placed } = layoutSequence([], lanes, widthFor(lanes), textWidth)
  const maxHeight = Math.min(MAX_HEIGHT_PX, maxPixels / (width + 2 * MARGIN_PX) - 2 * HEAD_PX)
  const sections = sectionsOf(drawn.chapters, lanes, width)
  let height = sections.reduce((sum, section) => sum + section.height, 0)
  for (const section of sections.toSorted((a, b) => b.height - a.height)) {
    if (height <= maxHeight) break
    const foldedHeight = HEADING_PX + GAP_PX + densityHeight(lanes)
    if (foldedHeight >= section.height) break
    height -= section.height - foldedHeight
    Object.assign(section, { layout: null, height: foldedHeight })
  }
  if (height > maxHeight) return null
  return {
    width: Math.ceil(width + 2 * MARGIN_PX),
    height: Math.ceil(height),
    phases: phasesOf(sections),
    body: body(
      drawn.events,
      sections,
      { ...layoutSequence([], lanes, width, textWidth), lanes: placed },
      height,
    ),
  }
}

function widthFor(lanes: readonly SequenceLane[]): number {
  return Math.max(MIN_WIDTH_PX, lanes.length * LANE_PX)
}

function sectionsOf(
  chapters: readonly DrawnChapter[],
  lanes: readonly SequenceLane[],
  width: number,
): Section[] {
  return chapters.map(({ chapter, rows }) => {
    const layout = layoutSequence(rows, lanes, width, textWidth)
    return { chapter, layout, height: HEADING_PX + GAP_PX + layout.height }
  })
}

function* body(
  events: EventColumns,
  sections: readonly Section[],
  frame: SequenceLayout,
  height: number,
): Iterable<string> {
  for (const lane of frame.lanes) {
    const x = MARGIN_PX + lane.x
    const line = element('line', { x1: x, x2: x, y1: HEAD_PX, y2: HEAD_PX + height, stroke: LINE })
    const name = text(x, HEAD_PX - 8, shortText(lane.name, lane.width - 8), {
      'text-anchor': 'middle',
      'font-weight': 'bold',
    })
    yield `${element('g', { class: 'lane' }, `<title>${escapeXml(lane.name)}</title>${line}${name}`)}\n`
  }
  let y = HEAD_PX
  for (const { chapter, layout, height: own } of sections) {
    yield `${heading(chapter, y, frame.width)}\n`
    const top = y + HEADING_PX
    if (layout) {
      const [first] = layout.rows
      for (const row of layout.rows)
        yield `${drawRow(row, events, { x: MARGIN_PX, y: top, start: first?.row.time ?? 0, lanes: frame.lanes })}\n`
    } else {
      yield element('rect', {
        x: MARGIN_PX,
        y: top,
        width: frame.width,
        height: own - HEADING_PX,
        fill: '#ffffff',
      })
      const { from, to } = chapter
      yield* density(eventsOf(events, chapter), frame.lanes, {
        x: MARGIN_PX,
        y: top,
        width: frame.width,
        from,
        to,
      })
    }
    y += own
  }
}

function heading(chapter: Chapter, y: number, width: number): string {
  const { title, text: sentence, tone, from, to, kind } = chapter
  const box = { x: MARGIN_PX, y: y + 4, width, height: HEADING_PX - 10, rx: 4, fill: TONES[tone] }
  const isQuiet = kind === 'idle' || kind === 'traffic'
  const facts = [isQuiet ? '' : formatSpan(to - from), sentence].filter((part) => part !== '').join(' · ')
  const room = width - 24
  const name = shortText(title, room * 0.6)
  const start = MARGIN_PX + 10 + textWidth(name) * 1.15 + 12
  const rest = shortText(facts, MARGIN_PX + room - start)
  return element(
    'g',
    { class: 'chapter' },
    `<title>${escapeXml([title, facts].filter((part) => part !== '').join(': '))}</title>` +
      element('rect', box) +
      text(MARGIN_PX + 10, y + 20, name, { 'font-weight': 'bold', fill: tone === 'bad' ? BAD : undefined }) +
      text(start, y + 20, rest, { fill: FAINT }),
  )
}

function phasesOf(sections: readonly Section[]): Set<Phase> {
  const phases = new Set<Phase>()
  for (const { layout } of sections) {
    for (const { row } of layout?.rows ?? []) {
      if (row.kind === 'arrow') phases.add(row.phase)
      if (row.kind === 'call' || row.kind === 'calls') phases.add('rpc')
    }
  }
  return phases
}

function* eventsOf(events: EventColumns, { from, to }: Chapter) {
  const last = events.from(to)
  for (let place = events.from(from); place < last; place += 1) yield events.at(place)
}
