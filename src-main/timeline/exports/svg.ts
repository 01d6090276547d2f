// A picture of the run: a sequence diagram, or a density drawing if there are too many events.
import type { TimelineEvent } from '../event.ts'
import { sortByTime } from '../replay.ts'
import { density } from './density-drawing.ts'
import { frame } from './drawing.ts'
import type { Exporter, SelectedTimeline } from './exporter.ts'
import { lanesOf, tappedProcesses } from './lanes.ts'
import { areaOf, sequence } from './sequence-drawing.ts'

/** More arrows are unreadable. */
const MAX_ARROWS = 2_000
const SHOWN = new Set(['packet', 'state', 'process', 'fault', 'gap', 'finding', 'mark'])

export const svg: Exporter = {
  mime: 'image/svg+xml',
  extension: 'svg',
  limitations: `A picture has no bodies, views, proxies or links; of more than ${MAX_ARROWS} events it shows how many there were, and when.`,
  includes: isShown,
  write: (selection) => draw(selection, Infinity),
}

export function isShown({ t }: TimelineEvent): boolean {
  return SHOWN.has(t)
}

/** Draws a selection in at most this many pixels. */
export function draw(selection: SelectedTimeline, maxPixels: number): Iterable<string> {
  const lanes = lanesOf(selection)
  const rows = { events: sortByTime(selection.events), lanes, tapped: tappedProcesses(selection.run) }
  const fits = rows.events.length <= MAX_ARROWS && areaOf(rows) <= maxPixels
  return frame(selection, fits ? sequence(rows) : density(rows.events, lanes))
}
