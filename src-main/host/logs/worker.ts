// The worker thread that reads and searches logs, so that Grove's own thread never waits for a disk or a search.
import { parentPort } from 'node:worker_threads'
import { problemOf, type LogPage, type LogQuery, type Problem } from '../../contract/index.ts'
import { LogTimesCache, LogFile } from './log-file.ts'
import { readPage } from './log-page.ts'

export interface LogRequest {
  /** The folder of logs. */
  folder: string
  /** Servers with a log. */
  servers: string[]
  /** Servers that run: their last line may be incomplete. */
  alive: string[]
  query: LogQuery
}

export type LogReply = { page: LogPage } | { problem: Problem }

/** A page ends after this time; the next one continues. */
const PAGE_TIMEOUT_MS = 400

const timesCache = new LogTimesCache()

function readLogs({ folder, servers, alive, query }: LogRequest): LogReply {
  const end = performance.now() + PAGE_TIMEOUT_MS
  const files: LogFile[] = []
  try {
    for (const server of servers) {
      files.push(new LogFile(folder, server, !alive.includes(server), timesCache.timesOf(folder, server)))
    }
    return { page: readPage(files, query, () => performance.now() > end) }
  } catch (error) {
    return { problem: problemOf(error) }
  } finally {
    for (const file of files) file[Symbol.dispose]()
  }
}

parentPort?.on('message', (request: LogRequest) => parentPort?.postMessage(readLogs(request)))
