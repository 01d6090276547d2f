// The lines of a run by their number, wherever they lie: in memory, or in a file.
import { knownLines, type Timeline, type TimelineEvent, type TimelineLine } from '../timeline/index.ts'
import { HostError } from '../contract/index.ts'
import type { LinePlace } from './line-index.ts'
import type { TimelineSource } from './timeline-source.ts'

export interface Lines {
  readonly count: number
  /** Lines from number `from` on: `limit` of them, fewer only where there are no more yet. */
  page(from: number, limit: number): Promise<TimelineLine[]>
  /** Where they lie at this moment, for a thread that is to read them all. */
  stored(): StoredLines
}

export interface StoredLines {
  /** A plain file that begins with so many of them; null where there is none. */
  path: string | null
  lines: number
  /** Those that follow. */
  rest: TimelineLine[]
}

/** Lines `from` to `to` (not included) of a plain file, read from a place that lies before them. */
export async function linesOfFile(
  source: TimelineSource,
  place: LinePlace,
  from: number,
  to: number,
): Promise<TimelineLine[]> {
  const found: TimelineLine[] = []
  let line = place.line
  for await (const { text } of source.from(place.offset)) {
    for (const each of knownLines(text)) {
      if (line >= from && line < to) found.push(each)
      line += 1
    }
    if (line >= to) break
  }
  return found
}

const PAGE = 5_000

/** All of a run as one timeline, for exports: it is in memory whole while it is used. Fails with `NO_LINES`. */
export async function wholeTimeline(lines: Lines): Promise<Timeline> {
  const { count } = lines
  const [header] = await lines.page(0, 1)
  if (header?.t !== 'header') throw new HostError({ code: 'NO_LINES', message: 'Nothing was recorded yet.' })
  const timeline: Timeline = { header, events: [], footer: null }
  for (let from = 1; from < count; from += PAGE) {
    for (const line of await lines.page(from, Math.min(PAGE, count - from))) {
      if (line.t === 'footer') timeline.footer = line
      else if (isEvent(line)) timeline.events.push(line)
    }
  }
  return timeline
}

function isEvent(line: TimelineLine): line is TimelineEvent {
  return line.t !== 'header' && line.t !== 'footer'
}
