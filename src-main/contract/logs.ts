// What servers printed, as a window or a command line asks for it: lines of many servers in one order, page by page.
import { z } from 'zod'
import type { Nanoseconds } from '../timeline/index.ts'

const nanoseconds = z.number().min(0)
const cursor = z.string().max(65_536)

/**
 * Which lines. Without `after` and `before` the newest ones, as a tail; `after: ''` reads from the beginning.
 * `search` is plain text and `regex` a pattern in RE2's syntax; both look at a line without its colours, and do not mind
 * case unless `matchCase`. `since` and `until` count as the timeline does.
 */
export const logQuerySchema = z.strictObject({
  servers: z.array(z.string().min(1).max(128)).max(2_000).optional(),
  search: z.string().max(1_000).optional(),
  regex: z.string().max(1_000).optional(),
  matchCase: z.boolean().optional(),
  since: nanoseconds.optional(),
  until: nanoseconds.optional(),
  /** The `cursor` of an answer: the lines that follow it. */
  after: cursor.optional(),
  /** The `start` of an answer: the lines ahead of it. */
  before: cursor.optional(),
  /** 1,000 unless given. */
  limit: z.int().min(1).max(5_000).optional(),
  /** Without colours and other escape sequences. */
  plain: z.boolean().optional(),
})
export type LogQuery = z.output<typeof logQuerySchema>

export interface LogLine {
  server: string
  /**
   * When it was printed, nanoseconds since the run's t0. Exact to 5 ms for what a server's own code prints through
   * `console` or `process.stdout`; to half a second for what native code or a process of its own prints.
   */
  at: Nanoseconds
  /** Absent where it is not known: what the server's own code did not print. */
  stream?: 'stdout' | 'stderr'
  /** Colours kept unless `plain` was asked. A line of more than 64 KiB comes in pieces. */
  text: string
  /** Where it begins in all that this server ever printed, bytes. */
  offset: number
}

/** Lines in the order of their time. A page also ends when enough was read: it may be empty and have more. */
export interface LogPage {
  lines: LogLine[]
  /** Behind the last line: the `after` of the next page, also while the servers go on printing. */
  cursor: string
  /** Ahead of the first line: the `before` of the page that precedes it. */
  start: string
  /** Whether there is more now, in the direction that was read. */
  more: boolean
}

/** A piece of a log file to save: the pieces one after the other, each asked with the `cursor` of the last, are the file. */
export interface LogChunk {
  name: string
  mime: string
  text: string
  cursor: string
  more: boolean
}
