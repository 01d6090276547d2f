// One page of the merged view: the lines of many logs in the order of their time, from a cursor on or back from it.
import type { LogLine, LogPage, LogQuery } from '../../contract/index.ts'
import { decodeCursor, encodeCursor, type Cursor } from './cursor.ts'
import type { LogFile } from './log-file.ts'
import { LogStream } from './log-stream.ts'
import { lineMatcher } from './matcher.ts'

const LIMIT = 1_000
/** Characters of text after which a page ends. */
const ENOUGH = 2 * 1024 * 1024

/** `spent` ends a page early; it has more then. */
export function readPage(files: LogFile[], query: LogQuery, spent: () => boolean): LogPage {
  const backward = query.after === undefined
  const from = decodeCursor(query.after ?? query.before ?? '')
  const tail = backward && query.before === undefined
  const matches = lineMatcher(query)
  const streams = files.map((file) => {
    const edge = tail ? Infinity : (from[file.server] ?? 0)
    return new LogStream(file, { ...query, backward, edge, matches, isTimeUp: spent })
  })
  const edges = cursorOf(streams)
  const { lines, more } = merge(streams, query.limit ?? LIMIT, spent)
  const reached = { ...from, ...cursorOf(streams) }
  if (!backward) return { lines, cursor: encodeCursor(reached), start: encodeCursor(edges), more }
  return { lines: lines.reverse(), cursor: encodeCursor(edges), start: encodeCursor(reached), more }
}

function cursorOf(streams: LogStream[]): Cursor {
  return Object.fromEntries(streams.map(({ server, position }) => [server, position]))
}

function merge(streams: LogStream[], limit: number, spent: () => boolean) {
  const lines: LogLine[] = []
  let characters = 0
  while (lines.length < limit && characters < ENOUGH) {
    const stream = firstOf(streams)
    if (stream === 'unknown') return { lines, more: true }
    if (!stream) return { lines, more: false }
    const line = stream.next()
    characters += line.text.length
    lines.push(line)
    if (lines.length % 256 === 0 && spent()) break
  }
  return { lines, more: firstOf(streams) !== null }
}

/** The stream whose line is next; `unknown` where one of them has not found its next line in time. */
function firstOf(streams: LogStream[]): LogStream | 'unknown' | null {
  let first: LogStream | null = null
  for (const stream of streams) {
    const head = stream.peek()
    if (head === 'unknown') return 'unknown'
    if (head && (!first || stream.precedes(first))) first = stream
  }
  return first
}
