// A timeline being written to a file, plain or (`.gz`) packed: a launcher that is killed loses what it was told in the
// last moments, never what it wrote before.
import { once } from 'node:events'
import { constants, createGzip, type Gzip } from 'node:zlib'
import { AppendFile } from './append-file.ts'

/** What was packed is handed on so often, in milliseconds: less would pack worse, more would lose more. */
const PACK_MS = 250

export class TimelineFile {
  readonly path: string
  readonly #file: AppendFile
  readonly #gzip: Gzip | null
  #packing: NodeJS.Timeout | undefined

  private constructor(path: string, file: AppendFile) {
    this.path = path
    this.#file = file
    this.#gzip = path.endsWith('.gz') ? createGzip({ level: 4 }) : null
    this.#gzip?.on('data', (data: Buffer) => file.append(data))
  }

  /** Fails with `CANNOT_WRITE`. */
  static async create(path: string): Promise<TimelineFile> {
    return new TimelineFile(path, await AppendFile.create(path))
  }

  /** What stopped the writing, e.g. a full disk: the run goes on without the file. */
  get failure(): Error | null {
    return this.#file.failure
  }

  /** Bytes of the file that are safe from the end of this process. */
  get written(): number {
    return this.#file.written
  }

  /** Bytes that wait for the disk. */
  get queued(): number {
    return this.#file.queued + (this.#gzip?.writableLength ?? 0)
  }

  /** Whole lines. */
  append(lines: Buffer): void {
    if (this.failure) return
    if (!this.#gzip) return this.#file.append(lines)
    this.#gzip.write(lines)
    // The header at once: a file without it could not be opened.
    this.#packing ??= setTimeout(() => this.#pack(), this.#file.written === 0 ? 0 : PACK_MS)
  }

  async close(): Promise<void> {
    clearTimeout(this.#packing)
    if (this.#gzip) {
      const packed = once(this.#gzip, 'end')
      this.#gzip.end()
      await packed
    }
    await this.#file.close()
  }

  #pack(): void {
    this.#packing = undefined
    this.#gzip?.flush(constants.Z_SYNC_FLUSH)
  }
}
