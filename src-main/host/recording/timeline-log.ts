// Access to the lines of a run by index, in memory or in a file.
import type { LinePage } from '../../contract/index.ts'
import type { TimelineLine } from '../../timeline/index.ts'

/** The thread of the page takes 20 to 40 ms to read so much. */
export const PAGE_BYTES = 2 * 1024 ** 2

export interface TimelineLog {
  readonly count: number
  /** Returns the lines around index `from`, and at the end the last ones. */
  page(from: number): Promise<LinePage>
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
