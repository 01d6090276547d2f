// Reads the lines of a run where its log says that they are, in a thread of its own.
import { parseTrustedLines, type TimelineLine } from '../../timeline/index.ts'
import type { StoredLines } from './timeline-log.ts'
import { TimelineSource } from './timeline-source.ts'

/** Returns all lines, in parts. @throws {HostError} NOT_FOUND */
export async function* readStoredLines({
  path,
  lines,
  rest,
}: StoredLines): AsyncGenerator<readonly TimelineLine[]> {
  if (path !== null) yield* linesOfFile(path, lines)
  yield rest
}

async function* linesOfFile(path: string, count: number): AsyncGenerator<readonly TimelineLine[]> {
  const source = await TimelineSource.open(path)
  try {
    let left = count
    for await (const { text } of source.from(0)) {
      if (left === 0) return
      const wanted = parseTrustedLines(text).slice(0, left)
      left -= wanted.length
      yield wanted
    }
  } finally {
    await source.close()
  }
}
