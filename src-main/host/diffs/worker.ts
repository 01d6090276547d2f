// The worker thread of one comparison: reads both runs from their files and replies with what differs.
import { parentPort, workerData } from 'node:worker_threads'
import { problemOf, type Problem } from '../../contract/index.ts'
import { diffTimelines, TimelineCollector, type Timeline, type TimelineDiff } from '../../timeline/index.ts'
import { readStoredLines } from '../recording/stored-lines.ts'
import type { StoredLines } from '../recording/timeline-log.ts'

export interface DiffRequest {
  a: StoredLines
  b: StoredLines
}

export type DiffReply = { diff: TimelineDiff } | { problem: Problem }

async function readAll(stored: StoredLines): Promise<Timeline> {
  const collector = new TimelineCollector()
  for await (const lines of readStoredLines(stored)) for (const line of lines) collector.add(line)
  return collector.finish()
}

async function compare({ a, b }: DiffRequest): Promise<DiffReply> {
  try {
    return { diff: diffTimelines(await readAll(a), await readAll(b)) }
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

parentPort?.postMessage(await compare(workerData as DiffRequest))
