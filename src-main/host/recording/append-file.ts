// A file that only grows. Data is written in order and handed to the operating system as soon as possible, so that it
// survives any end of this process.
import { open, type FileHandle } from 'node:fs/promises'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError } from '../../contract/index.ts'

export class AppendFile {
  readonly #file: FileHandle
  #queue: Buffer[] = []
  #queuedBytes = 0
  #writtenBytes = 0
  #writing: Promise<void> | null = null
  #failure: Error | null = null

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** Truncates an existing file. @throws {HostError} CANNOT_WRITE */
  static async create(path: string): Promise<AppendFile> {
    try {
      return new AppendFile(await open(path, 'w', 0o600))
    } catch (error) {
      const message = `${path} cannot be written: ${messageOf(error)}.`
      throw new HostError({ code: 'CANNOT_WRITE', message }, error)
    }
  }

  /** What stopped the writing, e.g. a full disk. Nothing is written after it. */
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
    if (this.#failure) return
    this.#queue.push(data)
    this.#queuedBytes += data.length
    this.#writing ??= this.#write()
  }

  /** Resolves when all is written, or writing has failed. */
  async flushed(): Promise<void> {
    await this.#writing
  }

  async close(): Promise<void> {
    await this.flushed()
    await this.#file.close().catch(() => {})
  }

  async #writeFrom(data: Buffer, at: number): Promise<number> {
    const { bytesWritten } = await this.#file.write(data, at)
    this.#writtenBytes += bytesWritten
    this.#queuedBytes -= bytesWritten
    return bytesWritten
  }

  async #write(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        const data = Buffer.concat(this.#queue.splice(0))
        // Not `appendFile`: it writes small chunks, each of which waits for the next turn of a busy process.
        for (let at = 0; at < data.length;) at += await this.#writeFrom(data, at)
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      this.#queue = []
      this.#queuedBytes = 0
    }
    this.#writing = null
  }
}
