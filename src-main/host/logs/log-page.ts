// Reads a page of log lines: merges the logs of many servers by time, forwards or backwards from a cursor.
import type { LogLine, LogPage, LogQuery } from '../../contract/index.ts'
import { decodeCursor, encodeCursor, type Cursor } from './cursor.ts'
import type { LogFile } from './log-file.ts'
import { LogStream } from './log-stream.ts'
import { lineMatcher } from './matcher.ts'

const DEFAULT_LINES = 1_000
const MAX_PAGE_CHARACTERS = 2 * 1024 * 1024

/** @param isTimeUp ends the page early */
export function readPage(files: LogFile[], query: LogQuery, isTimeUp: () => boolean): LogPage {
  const backward = query.after === undefined
  const from = decodeCursor(query.after ?? query.before ?? '')
  const tail = backward && query.before === undefined
  const matches = lineMatcher(query)
  const streams = files.map((file) => {
    const edge = tail ? Infinity : (from[file.server] ?? 0)
    return new LogStream(file, { ...query, backward, edge, matches, isTimeUp })
  })
  const begin = cursorOf(streams)
  const { lines, more } = merge(streams, query.limit ?? DEFAULT_LINES, isTimeUp)
  const end = { ...from, ...cursorOf(streams) }
  if (!backward) return { lines, cursor: encodeCursor(end), start: encodeCursor(begin), more }
  return { lines: lines.reverse(), cursor: encodeCursor(begin), start: encodeCursor(end), more }
}

function cursorOf(streams: LogStream[]): Cursor {
  return Object.fromEntries(streams.map(({ server, position }) => [server, position]))
}

function merge(streams: LogStream[], limit: number, isTimeUp: () => boolean) {
  const lines: LogLine[] = []
  let characters = 0
  while (lines.length < limit && characters < MAX_PAGE_CHARACTERS) {
    const stream = firstOf(streams)
    if (stream === 'unknown') return { lines, more: true }
    if (!stream) return { lines, more: false }
    const line = stream.next()
    characters += line.text.length
    lines.push(line)
    if (lines.length % 256 === 0 && isTimeUp()) break
  }
  return { lines, more: firstOf(streams) !== null }
}

/** Returns the stream with the next line; `unknown` if the time is up. */
function firstOf(streams: LogStream[]): LogStream | 'unknown' | null {
  let first: LogStream | null = null
  for (const stream of streams) {
    const line = stream.peek()
    if (line === 'unknown') return 'unknown'
    if (line && (!first || stream.precedes(first))) first = stream
  }
  return first
}
