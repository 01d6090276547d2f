// Looks at the size of each log twice a second: notes when it grew, keeps it within its bounds, and says so. It never
// touches what is printed: a server's output goes straight into its file.
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { encodeLogMark, LOG_MARK_BYTES, type LogMarkKind } from '../../../core/protocol/log-mark.ts'
import { sizeOf } from './log-tail.ts'
import { BLOCK_BYTES, truncateStart } from './truncate-start.ts'
import { logFile, timesFile } from './log-names.ts'
import { countMarks } from './log-times.ts'

const LOOK_MS = 500

export interface LogMonitorOptions {
  /** The folder of logs. */
  folder: string
  /** A log that is longer loses its beginning, down to half of this; bytes. */
  maxBytes: number
  /** Nanoseconds since the run's t0. */
  now: () => number
  /** The servers that may have a log. */
  servers: () => string[]
}

interface Kept {
  size: number
  /** Where what was not dropped begins: of the log, and of its times. */
  head: number
  timesHead: number
  dropping: boolean
}

export class LogMonitor {
  readonly #options: LogMonitorOptions
  readonly #logs = new Map<string, Kept>()
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #lookedAt = 0

  constructor(options: LogMonitorOptions) {
    this.#options = options
  }

  /** Told when some log grew, twice a second at most. Returns its undo. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  start(): void {
    this.#lookedAt ||= this.#options.now()
    this.#timer ??= setInterval(() => this.check(), LOOK_MS).unref()
  }

  /** Looks a last time. */
  stop(): void {
    if (!this.#timer) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.check()
  }

  check(): void {
    const since = this.#lookedAt
    this.#lookedAt = this.#options.now()
    const grown = this.#options.servers().filter((server) => this.#hasGrown(server, since))
    if (grown.length > 0) for (const listener of this.#listeners) listener()
  }

  #hasGrown(server: string, since: number): boolean {
    const size = sizeOf(this.#log(server))
    const log = this.#logs.get(server) ?? { size: 0, head: 0, timesHead: 0, dropping: false }
    this.#logs.set(server, log)
    if (size === log.size) return false
    this.#mark(server, since, log.size, 'look')
    log.size = size
    if (size - log.head > this.#options.maxBytes && !log.dropping) void this.#drop(server, log)
    return true
  }

  async #drop(server: string, log: Kept): Promise<void> {
    log.dropping = true
    const length = wholeBlocks(log.size - this.#options.maxBytes / 2)
    try {
      await truncateStart(this.#log(server), length)
      log.head = length
      this.#mark(server, this.#options.now(), nextLine(this.#log(server), length), 'head')
      await this.#dropTimes(server, log)
    } catch {
      // A log that cannot be cut (its folder was removed, say) is tried again at the next look.
    }
    log.dropping = false
  }

  async #dropTimes(server: string, log: Kept): Promise<void> {
    const path = join(this.#options.folder, timesFile(server))
    // The last mark ahead of what is kept says when that began.
    const useless = wholeBlocks((countMarks(path, log.head) - 1) * LOG_MARK_BYTES)
    if (useless - log.timesHead < BLOCK_BYTES) return
    await truncateStart(path, useless)
    log.timesHead = useless
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
      // A full disk costs the time of some lines.
    }
  }
}

function wholeBlocks(bytes: number): number {
  return Math.max(0, bytes - (bytes % BLOCK_BYTES))
}

/** Where the first line begins that is whole. */
function nextLine(path: string, from: number): number {
  const file = openSync(path, 'r')
  const piece = Buffer.alloc(BLOCK_BYTES)
  const length = readSync(file, piece, 0, BLOCK_BYTES, from)
  closeSync(file)
  return from + piece.subarray(0, length).indexOf('\n') + 1
}
