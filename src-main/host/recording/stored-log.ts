// The lines of a timeline that was opened: checked once, then read again from the file as they are asked for.
// A packed one is unpacked beside Grove's own files, for as long as it is open.
import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TimelineLine } from '../../timeline/index.ts'
import { AppendFile } from './append-file.ts'
import { LineIndex } from './line-index.ts'
import { linesOfFile, type TimelineLog, type StoredLines } from './timeline-log.ts'
import { TimelineSource, type ReadProgress } from './timeline-source.ts'

export interface OpenOptions {
  /** A folder for what has to be unpacked. */
  unpackIn: string
  /** Each line of the file, in its order. */
  take(line: TimelineLine): void
  progressed?(progress: ReadProgress): void
}

export class StoredTimelineLog implements TimelineLog {
  readonly count: number
  readonly warnings: string[]
  readonly #index: LineIndex
  readonly #source: TimelineSource
  readonly #unpacked: string | null

  private constructor(
    read: { index: LineIndex; count: number; warnings: string[] },
    source: TimelineSource,
    unpacked: string | null,
  ) {
    this.count = read.count
    this.warnings = read.warnings
    this.#index = read.index
    this.#source = source
    this.#unpacked = unpacked
  }

  /** Fails with `NOT_FOUND` or `BAD_TIMELINE`. */
  static async open(path: string, options: OpenOptions): Promise<StoredTimelineLog> {
    const source = await TimelineSource.open(path)
    try {
      if (source.plain) return new StoredTimelineLog(await index(source, options), source, null)
    } catch (error) {
      await source.close()
      throw error
    }
    try {
      return await StoredTimelineLog.#unpack(source, options)
    } finally {
      await source.close()
    }
  }

  async page(from: number, limit: number): Promise<TimelineLine[]> {
    const to = Math.min(from + limit, this.count)
    return from >= to ? [] : linesOfFile(this.#source, this.#index.before(from), from, to)
  }

  stored(): StoredLines {
    return { path: this.#source.path, lines: this.count, rest: [] }
  }

  async close(): Promise<void> {
    await this.#source.close()
    if (this.#unpacked !== null) await rm(this.#unpacked, { force: true })
  }

  static async #unpack(packed: TimelineSource, options: OpenOptions): Promise<StoredTimelineLog> {
    await mkdir(options.unpackIn, { recursive: true, mode: 0o700 })
    const path = join(options.unpackIn, `${process.pid}-${randomUUID()}.ndjson`)
    const file = await AppendFile.create(path)
    try {
      const read = await index(packed, options, async (text) => {
        file.append(Buffer.from(text))
        await file.settled()
      })
      await file.close()
      if (file.failure) throw file.failure
      return new StoredTimelineLog(read, await TimelineSource.open(path), path)
    } catch (error) {
      await file.close()
      await rm(path, { force: true })
      throw error
    }
  }
}

async function index(source: TimelineSource, options: OpenOptions, copy?: (text: string) => Promise<void>) {
  const index = new LineIndex()
  let count = 0
  const warnings = await source.read({
    take: (line) => {
      count += 1
      options.take(line)
    },
    piece: ({ text, offset }) => {
      index.add(count, offset)
      return copy?.(text)
    },
    ...(options.progressed ? { progressed: options.progressed } : {}),
  })
  return { index, count, warnings }
}
