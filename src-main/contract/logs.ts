// Queries of logs, and their results: lines of many servers sorted by time, page by page.
import { z } from 'zod'
import type { Nanoseconds } from '../timeline/index.ts'

const nanoseconds = z.number().min(0)
const cursor = z.string().max(65_536)

/**
 * Without `after` and `before` it selects the newest lines; `after: ''` reads from the beginning.
 * `search` is plain text and `regex` a pattern in RE2's syntax; both ignore colours, and case unless
 * `matchCase`. `since` and `until` are times of the timeline.
 */
export const logQuerySchema = z.strictObject({
  servers: z.array(z.string().min(1).max(128)).max(2_000).optional(),
  search: z.string().max(1_000).optional(),
  regex: z.string().max(1_000).optional(),
  matchCase: z.boolean().optional(),
  since: nanoseconds.optional(),
  until: nanoseconds.optional(),
  /** The `cursor` of a page: selects the lines after it. */
  after: cursor.optional(),
  /** The `start` of a page: selects the lines before it. */
  before: cursor.optional(),
  /** Default 1,000. */
  limit: z.int().min(1).max(5_000).optional(),
  /** Removes colours and other escape sequences. */
  plain: z.boolean().optional(),
})
export type LogQuery = z.output<typeof logQuerySchema>

export interface LogLine {
  server: string
  /**
   * Nanoseconds since the run's t0. Exact to 5 ms for `console` and `process.stdout`, to half a second for native code and
   * child processes.
   */
  at: Nanoseconds
  /** Undefined for output of native code and child processes. */
  stream?: 'stdout' | 'stderr'
  /** Lines longer than 64 KiB are split. */
  text: string
  /** Byte offset in the log. */
  offset: number
  /**
   * Set on the last line of a running server while it has no newline. Cursors stay before it: the next page returns the
   * line again, at the same offset.
   */
  unfinished?: true | undefined
}

/** Lines sorted by time. A page also ends after a time limit: it may be empty and have more. */
export interface LogPage {
  lines: LogLine[]
  /** For `after` of the next page. */
  cursor: string
  /** For `before` of the previous page. */
  start: string
  /** Whether there are more lines in the direction that was read. */
  more: boolean
}

/** A chunk of a log file. Pass its `cursor` to get the next one. */
export interface LogChunk {
  name: string
  mime: string
  text: string
  cursor: string
  more: boolean
}
