// Access to the lines of a run by index, in memory or in a file.
import { parseTrustedLines, type TimelineLine } from '../../timeline/index.ts'
import type { LinePlace } from './line-index.ts'
import type { TimelineSource } from './timeline-source.ts'

export interface TimelineLog {
  readonly count: number
  /** Returns `limit` lines from index `from` on; fewer only at the end. */
  page(from: number, limit: number): Promise<TimelineLine[]>
  /** Returns where the lines are now, for a thread that reads them all. */
  stored(): StoredLines
}

export interface StoredLines {
  /** An uncompressed file that begins with `lines` lines; null if there is none. */
  path: string | null
  lines: number
  /** The lines that follow. */
  rest: TimelineLine[]
}

/** Reads the lines `from` to `to` (exclusive) of an uncompressed file, starting at a place before them. */
export async function readLines(
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
