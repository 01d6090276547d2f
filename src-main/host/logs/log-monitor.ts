// Checks the size of each log twice a second: records when it grew, limits its size and notifies listeners. The output
// itself does not pass here: servers write to their log files directly.
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Emitter } from '../../../core/kit/emitter.ts'
import { encodeLogMark, LOG_MARK_BYTES, type LogMarkKind } from '../../../core/protocol/log-mark.ts'
import { sizeOf } from './log-tail.ts'
import { BLOCK_BYTES, truncateStart } from './truncate-start.ts'
import { logFile, timesFile } from './log-names.ts'
import { countMarks } from './log-times.ts'

const CHECK_INTERVAL_MS = 500

export interface LogMonitorOptions {
  /** The folder of logs. */
  folder: string
  /** A longer log loses its beginning, down to half of this size. */
  maxBytes: number
  /** Nanoseconds since the run's t0. */
  now: () => number
  /** Returns the ids of servers that may have a log. */
  servers: () => string[]
}

interface MonitoredLog {
  size: number
  /** First byte that was not freed, of the log and of its times file. */
  head: number
  timesHead: number
  isTruncating: boolean
}

export class LogMonitor {
  readonly #options: LogMonitorOptions
  readonly #logs = new Map<string, MonitoredLog>()
  readonly #events = new Emitter<{ grown: [] }>()
  #timer: NodeJS.Timeout | undefined
  #checkedAt = 0

  constructor(options: LogMonitorOptions) {
    this.#options = options
  }

  /** Calls the listener when a log has grown, at most twice a second. Returns an unsubscribe function. */
  listen(listener: () => void): () => void {
    return this.#events.on('grown', listener)
  }

  start(): void {
    this.#checkedAt ||= this.#options.now()
    this.#timer ??= setInterval(() => this.check(), CHECK_INTERVAL_MS).unref()
  }

  /** Checks once more and ends. */
  stop(): void {
    if (!this.#timer) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.check()
  }

  check(): void {
    const since = this.#checkedAt
    this.#checkedAt = this.#options.now()
    const grown = this.#options.servers().filter((server) => this.#hasGrown(server, since))
    if (grown.length > 0) this.#events.emit('grown')
  }

  #hasGrown(server: string, since: number): boolean {
    const size = sizeOf(this.#log(server))
    const log = this.#logs.get(server) ?? { size: 0, head: 0, timesHead: 0, isTruncating: false }
    this.#logs.set(server, log)
    if (size === log.size) return false
    this.#mark(server, since, log.size, 'look')
    log.size = size
    if (size - log.head > this.#options.maxBytes && !log.isTruncating) void this.#truncate(server, log)
    return true
  }

  async #truncate(server: string, log: MonitoredLog): Promise<void> {
    log.isTruncating = true
    const length = wholeBlocks(log.size - this.#options.maxBytes / 2)
    try {
      await truncateStart(this.#log(server), length)
      log.head = length
      this.#mark(server, this.#options.now(), nextLine(this.#log(server), length), 'head')
      await this.#truncateTimes(server, log)
    } catch {
      // For example if the folder was removed. The next check tries again.
    }
    log.isTruncating = false
  }

  async #truncateTimes(server: string, log: MonitoredLog): Promise<void> {
    const path = join(this.#options.folder, timesFile(server))
    // The last mark before the head tells when the head was printed.
    const unused = wholeBlocks((countMarks(path, log.head) - 1) * LOG_MARK_BYTES)
    if (unused - log.timesHead < BLOCK_BYTES) return
    await truncateStart(path, unused)
    log.timesHead = unused
  }

  #log(server: string): string {
    return join(this.#options.folder, logFile(server))
  }

  #mark(server: string, at: number, offset: number, kind: LogMarkKind): void {
    try {
      const times = openSync(join(this.#options.folder, timesFile(server)), 'a', 0o600)
      writeSync(times, encodeLogMark({ at, offset, kind }))
      closeSync(times)
    } catch {
      // If the disk is full, the times of some lines are lost.
    }
  }
}

function wholeBlocks(bytes: number): number {
  return Math.max(0, bytes - (bytes % BLOCK_BYTES))
}

/** Returns the offset of the first complete line. */
function nextLine(path: string, from: number): number {
  const file = openSync(path, 'r')
  const chunk = Buffer.alloc(BLOCK_BYTES)
  const length = readSync(file, chunk, 0, BLOCK_BYTES, from)
  closeSync(file)
  return from + chunk.subarray(0, length).indexOf('\n') + 1
}
