// The lines of a run by their number, wherever they lie: in memory, or in a file.
import { parseTrustedLines, type TimelineLine } from '../../timeline/index.ts'
import type { LinePlace } from './line-index.ts'
import type { TimelineSource } from './timeline-source.ts'

export interface TimelineLog {
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
    for (const each of parseTrustedLines(text)) {
      if (line >= from && line < to) found.push(each)
      line += 1
    }
    if (line >= to) break
  }
  return found
}
