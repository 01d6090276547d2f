// The timeline of a file. It is validated once, then its lines are read on demand. A compressed file is unpacked into the
// state folder while it is open.
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LinePage } from '../../contract/index.ts'
import type { TimelineEvent, TimelineLine, UnnumberedEvent } from '../../timeline/index.ts'
import { makeFolder } from '../state/make-folder.ts'
import { AppendFile } from './append-file.ts'
import { LineIndex } from './line-index.ts'
import { TimelineAppender } from './timeline-appender.ts'
import { PAGE_BYTES, type TimelineLog, type StoredLines } from './timeline-log.ts'
import { TimelineSource, type ReadProgress } from './timeline-source.ts'

export interface StoredLogOptions {
  /** Folder for an unpacked copy. */
  unpackFolder: string
  /** Called for each line, in the order of the file. */
  onLine(line: TimelineLine): void
  onProgress?(progress: ReadProgress): void
}

export class StoredTimelineLog implements TimelineLog {
  readonly warnings: string[]
  readonly #index: LineIndex
  /** The length of the uncompressed file as far as it was read, or written. */
  #bytes: number
  #count: number
  #lastSeq: number
  #appender: TimelineAppender | null = null
  readonly #source: TimelineSource
  readonly #unpackedPath: string | null

  private constructor(read: IndexedFile, source: TimelineSource, unpackedPath: string | null) {
    this.#count = read.count
    this.#lastSeq = read.lastSeq
    this.warnings = read.warnings
    this.#index = read.index
    this.#bytes = read.bytes
    this.#source = source
    this.#unpackedPath = unpackedPath
  }

  /** @throws {HostError} NOT_FOUND, BAD_TIMELINE */
  static async open(path: string, options: StoredLogOptions): Promise<StoredTimelineLog> {
    const source = await TimelineSource.open(path)
    try {
      if (source.isPlain) return new StoredTimelineLog(await index(source, options), source, null)
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

  get count(): number {
    return this.#count
  }

  /** Whether lines can be added: not to a compressed file, and not to the timeline in a page. */
  get isPlain(): boolean {
    return this.#unpackedPath === null
  }

  /**
   * Appends a row to the file. `onWritten` gets it with its number, and the index of the line.
   * @throws {HostError} as `TimelineAppender.append`
   */
  append(row: UnnumberedEvent, onWritten: (index: number, line: TimelineEvent) => void): Promise<void> {
    this.#appender ??= new TimelineAppender(this.#source.path, this.#bytes)
    return this.#appender.append(
      () => ({ ...row, seq: this.#lastSeq + 1 }),
      (line, bytes) => {
        this.#index.add(this.#count, this.#bytes)
        this.#lastSeq = line.seq
        this.#bytes = bytes
        this.#count += 1
        onWritten(this.#count - 1, line)
      },
    )
  }

  async page(from: number): Promise<LinePage> {
    const start = this.#index.placeBefore(Math.min(from, this.count))
    const end = this.#index.placeAfter(start, PAGE_BYTES)
    const text = await this.#source.bytes(start.offset, end?.offset ?? this.#bytes)
    return { first: start.line, next: end?.line ?? null, text }
  }

  stored(): StoredLines {
    return { path: this.#source.path, lines: this.count, rest: [] }
  }

  async close(): Promise<void> {
    await this.#source.close()
    if (this.#unpackedPath !== null) await rm(this.#unpackedPath, { force: true })
  }

  static async #unpack(packed: TimelineSource, options: StoredLogOptions): Promise<StoredTimelineLog> {
    await makeFolder(options.unpackFolder, 0o700)
    const path = join(options.unpackFolder, `${process.pid}-${randomUUID()}.ndjson`)
    const file = await AppendFile.create(path)
    try {
      const read = await index(packed, options, async (data) => {
        file.append(data)
        await file.flushed()
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

interface IndexedFile {
  index: LineIndex
  count: number
  lastSeq: number
  bytes: number
  warnings: string[]
}

async function index(
  source: TimelineSource,
  options: StoredLogOptions,
  copy?: (data: Buffer) => Promise<void>,
): Promise<IndexedFile> {
  const index = new LineIndex()
  let count = 0
  let lastSeq = 0
  let bytes = 0
  const warnings = await source.read({
    onLine: (line) => {
      count += 1
      if ('seq' in line) lastSeq = Math.max(lastSeq, line.seq)
      options.onLine(line)
    },
    onChunk: ({ data, offset }) => {
      index.add(count, offset)
      bytes = offset + data.length
      return copy?.(data)
    },
    onProgress: options.onProgress,
  })
  return { index, count, lastSeq, bytes, warnings }
}
