// A picture of the run: its chapters as sequence diagrams, or densities where there are too many rows.
import { chaptersOf } from '../chapters/chapter-tracker.ts'
import { EventColumns } from '../columns/event-columns.ts'
import { dialectOf } from '../dialect-of.ts'
import type { Phase } from '../event.ts'
import { sequenceLanes } from '../sequence/lanes.ts'
import { sequenceRows } from '../sequence/sequence-rows.ts'
import { density, densityHeight } from './density-drawing.ts'
import { frame, HEAD_PX, MARGIN_PX, type Picture } from './drawing.ts'
import type { Exporter, SelectedTimeline } from './exporter.ts'
import { lanesOf, tappedProcesses } from './lanes.ts'
import { sequence, type Drawn, type DrawnChapter } from './sequence-drawing.ts'

const DENSITY_PX = 1_110

export const svg: Exporter = {
  mime: 'image/svg+xml',
  extension: 'svg',
  limitations:
    'A picture has no bodies. Calls are folded; of chapters with too many rows it shows how many packets there were, and when.',
  includes: () => true,
  write: (selection) => draw(selection, Infinity),
}

/** Draws a selection in at most this many pixels. */
export function draw(selection: SelectedTimeline, maxPixels: number): Iterable<string> {
  const drawn = drawnOf(selection)
  return frame(selection, sequence(drawn, maxPixels) ?? wholeDensity(drawn))
}

/** Returns the chapters of a selection with their rows: the same as in the window. */
function drawnOf(selection: SelectedTimeline): Drawn {
  const { header, run } = selection
  const events = new EventColumns()
  for (const event of selection.events) events.add(event)
  const all = selection.events.length === run.length ? events : columnsOf(run)
  const options = { dialect: dialectOf(header), tapped: tappedProcesses(run), typeOf: typesOf(selection) }
  const chapters: DrawnChapter[] = []
  for (const chapter of chaptersOf(header, run, all)) {
    const rows = sequenceRows(events, chapter, options)
    const isSelected = events.from(chapter.to) > events.from(chapter.from)
    if (isSelected || (all === events && rows.length === 0)) chapters.push({ chapter, rows })
  }
  const processes = lanesOf(selection).map((id) => ({ id, serverType: options.typeOf(id) }))
  return { events, chapters, processes }
}

function columnsOf(run: SelectedTimeline['run']): EventColumns {
  const events = new EventColumns()
  for (const event of run) events.add(event)
  return events
}

function typesOf({ header, run }: SelectedTimeline): (process: string) => string {
  const types = new Map(header.plan.servers.map(({ id, serverType }) => [id, serverType]))
  for (const event of run) if (event.t === 'process') types.set(event.process, event.serverType)
  return (process) => types.get(process) ?? process
}

/** One density of everything, for a run with too many chapters. */
function wholeDensity({ events, chapters, processes }: Drawn): Picture {
  const lanes = sequenceLanes(processes, [], Infinity)
  const from = chapters[0]?.chapter.from ?? 0
  const to = chapters.at(-1)?.chapter.to ?? 0
  const all = Array.from({ length: events.length }, (_, place) => events.at(place))
  return {
    width: DENSITY_PX + 2 * MARGIN_PX,
    height: densityHeight(lanes),
    phases: new Set(all.flatMap((event): Phase[] => (event.t === 'packet' ? [event.phase] : []))),
    body: density(all, lanes, { x: MARGIN_PX, y: HEAD_PX, width: DENSITY_PX, from, to }),
  }
}
