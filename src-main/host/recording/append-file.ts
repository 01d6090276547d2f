// A file that only grows. Data is written in order and handed to the operating system as soon as possible, so that it
// survives any end of this process.
import { isReaderGone, openOutput, type OutputFile } from '../state/output-file.ts'

/** How long `close` waits while the reader of a pipe reads nothing. */
const STALL_TIMEOUT_MS = 5_000

export class AppendFile {
  readonly #file: OutputFile
  #queue: Buffer[] = []
  #queuedBytes = 0
  #writtenBytes = 0
  #writing: Promise<void> | null = null
  #isReaderGone = false
  #failure: Error | null = null

  private constructor(file: OutputFile) {
    this.#file = file
  }

  /** Truncates an existing file. @throws {HostError} CANNOT_WRITE */
  static async create(path: string): Promise<AppendFile> {
    return new AppendFile(await openOutput(path))
  }

  /** What stopped the writing, e.g. a full disk. Nothing is written after it. A reader that left a pipe is no failure. */
  get failure(): Error | null {
    return this.#failure
  }

  /** Bytes handed to the operating system. */
  get writtenBytes(): number {
    return this.#writtenBytes
  }

  /** Bytes appended, but not yet handed to the operating system. */
  get queuedBytes(): number {
    return this.#queuedBytes
  }

  append(data: Buffer): void {
    if (this.#failure || this.#isReaderGone) return
    this.#queue.push(data)
    this.#queuedBytes += data.length
    this.#writing ??= this.#write()
  }

  /** Resolves when all is written, or writing has failed. */
  async flushed(): Promise<void> {
    await this.#writing
  }

  async close(): Promise<void> {
    if (this.#file.isPipe) await this.#flushedOrStalled()
    else await this.flushed()
    await this.#file.close().catch((error: unknown) => this.#fail(error))
  }

  async #flushedOrStalled(): Promise<void> {
    let before = -1
    const watch = setInterval(() => {
      if (this.#writtenBytes === before) {
        this.#fail(new Error(`its reader has read nothing for ${STALL_TIMEOUT_MS / 1_000} s`))
        this.#file.destroy()
      }
      before = this.#writtenBytes
    }, STALL_TIMEOUT_MS)
    await this.flushed()
    clearInterval(watch)
  }

  async #writeFrom(data: Buffer): Promise<number> {
    const bytesWritten = await this.#file.write(data)
    this.#writtenBytes += bytesWritten
    this.#queuedBytes -= bytesWritten
    return bytesWritten
  }

  async #write(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        const data = Buffer.concat(this.#queue.splice(0))
        // Not `appendFile`: it writes small chunks, each of which waits for the next turn of a busy process.
        for (let at = 0; at < data.length;) at += await this.#writeFrom(data.subarray(at))
      }
    } catch (error) {
      this.#fail(error)
      this.#queue = []
      this.#queuedBytes = 0
    }
    this.#writing = null
  }

  #fail(error: unknown): void {
    if (isReaderGone(error)) this.#isReaderGone = true
    else this.#failure ??= error instanceof Error ? error : new Error(String(error))
  }
}
