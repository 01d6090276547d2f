// One server's log as the worker reads it: what of it is still there, and when each byte was printed.
import { closeSync, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { timesFile, logFile } from './log-names.ts'
import { LogTimes } from './log-times.ts'

export class LogFile implements Disposable {
  readonly server: string
  readonly file: number
  readonly times: LogTimes
  /** What follows its last newline is a line too: its process has ended. */
  readonly isComplete: boolean
  /** Bytes at this moment. */
  readonly size: number

  /** Fails where there is no such log. */
  constructor(folder: string, server: string, whole: boolean, times: LogTimes) {
    this.server = server
    this.isComplete = whole
    this.times = times
    this.file = openSync(join(folder, logFile(server)), 'r')
    this.size = fstatSync(this.file).size
    times.refresh()
  }

  [Symbol.dispose](): void {
    closeSync(this.file)
  }
}

/** The times of logs that were read before: only what was added is read again. */
export class LogTimesCache {
  readonly #known = new Map<string, LogTimes>()

  of(folder: string, server: string): LogTimes {
    const path = join(folder, timesFile(server))
    const known = this.#known.get(path) ?? new LogTimes(path)
    this.#known.set(path, known)
    return known
  }
}
