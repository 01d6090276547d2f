// The thread that reads and searches logs, so that the launcher's own never waits for a disk or for a pattern.
import { parentPort } from 'node:worker_threads'
import { problemOf, type LogPage, type LogQuery, type Problem } from '../../contract/index.ts'
import { LogTimesCache, LogFile } from './log-file.ts'
import { readPage } from './log-page.ts'

export interface LogRequest {
  /** The folder of logs. */
  folder: string
  /** Whose logs, all of which exist. */
  servers: string[]
  /** Those of them that may still print the rest of their last line. */
  alive: string[]
  query: LogQuery
}

export type LogReply = { page: LogPage } | { problem: Problem }

/** Milliseconds of reading after which a page ends: the next one goes on. */
const BUDGET = 400

const known = new LogTimesCache()

function answer({ folder, servers, alive, query }: LogRequest): LogReply {
  const end = performance.now() + BUDGET
  const files: LogFile[] = []
  try {
    for (const server of servers) {
      files.push(new LogFile(folder, server, !alive.includes(server), known.of(folder, server)))
    }
    return { page: readPage(files, query, () => performance.now() > end) }
  } catch (error) {
    return { problem: problemOf(error) }
  } finally {
    for (const file of files) file[Symbol.dispose]()
  }
}

parentPort?.on('message', (request: LogRequest) => parentPort?.postMessage(answer(request)))
