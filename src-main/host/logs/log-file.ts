// An open log of a server, and the times of its lines.
import { closeSync, fstatSync } from 'node:fs'
import { join } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { openRegularFileSync, readFailure } from '../state/safe-read.ts'
import { timesFile, logFile } from './log-names.ts'
import { LogTimes } from './log-times.ts'

export class LogFile implements Disposable {
  readonly server: string
  readonly file: number
  readonly times: LogTimes
  /** Whether text after the last newline is a line: the process has ended. */
  readonly isComplete: boolean
  /** At the time of opening, bytes. */
  readonly size: number

  /** @throws {HostError} NO_LOGS */
  constructor(folder: string, server: string, isComplete: boolean, times: LogTimes) {
    this.server = server
    this.isComplete = isComplete
    this.times = times
    this.file = openLog(join(folder, logFile(server)))
    this.size = fstatSync(this.file).size
    times.refresh()
  }

  [Symbol.dispose](): void {
    closeSync(this.file)
  }
}

function openLog(path: string): number {
  try {
    return openRegularFileSync(path)
  } catch (error) {
    const message = `${path} cannot be read: ${readFailure(error)}.`
    throw new HostError({ code: 'NO_LOGS', message }, error)
  }
}

/** Caches the times of logs, so that only new marks are read. */
export class LogTimesCache {
  readonly #times = new Map<string, LogTimes>()

  timesOf(folder: string, server: string): LogTimes {
    const path = join(folder, timesFile(server))
    const times = this.#times.get(path) ?? new LogTimes(path)
    this.#times.set(path, times)
    return times
  }
}
