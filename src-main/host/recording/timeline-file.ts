// Writes a timeline to a file, compressed if it ends with `.gz`. If the launcher is killed, only the last lines are lost.
import { once } from 'node:events'
import { constants, createGzip, type Gzip } from 'node:zlib'
import { AppendFile } from './append-file.ts'

/** Flush interval of gzip: shorter compresses worse, longer loses more in a crash. */
const GZIP_FLUSH_MS = 250

export class TimelineFile {
  readonly path: string
  readonly #file: AppendFile
  readonly #gzip: Gzip | null
  #flushTimer: NodeJS.Timeout | undefined

  private constructor(path: string, file: AppendFile) {
    this.path = path
    this.#file = file
    this.#gzip = path.endsWith('.gz') ? createGzip({ level: 4 }) : null
    this.#gzip?.on('data', (data: Buffer) => file.append(data))
  }

  /** @throws {HostError} CANNOT_WRITE */
  static async create(path: string): Promise<TimelineFile> {
    return new TimelineFile(path, await AppendFile.create(path))
  }

  /** What stopped the writing, e.g. a full disk. The run continues without the file. */
  get failure(): Error | null {
    return this.#file.failure
  }

  /** Bytes handed to the operating system. */
  get writtenBytes(): number {
    return this.#file.writtenBytes
  }

  get queuedBytes(): number {
    return this.#file.queuedBytes + (this.#gzip?.writableLength ?? 0)
  }

  /** @param lines whole lines */
  append(lines: Buffer): void {
    if (this.failure) return
    if (!this.#gzip) return this.#file.append(lines)
    this.#gzip.write(lines)
    // The header is flushed at once: a file without it cannot be opened.
    this.#flushTimer ??= setTimeout(() => this.#flush(), this.#file.writtenBytes === 0 ? 0 : GZIP_FLUSH_MS)
  }

  async close(): Promise<void> {
    clearTimeout(this.#flushTimer)
    if (this.#gzip) {
      const packed = once(this.#gzip, 'end')
      this.#gzip.end()
      await packed
    }
    await this.#file.close()
  }

  #flush(): void {
    this.#flushTimer = undefined
    this.#gzip?.flush(constants.Z_SYNC_FLUSH)
  }
}
