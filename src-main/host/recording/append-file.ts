// A file that only grows: what is handed over is written in order, and known to be the system's as soon as that can be.
// What the system has is safe from the end of this process, however that comes.
import { open, type FileHandle } from 'node:fs/promises'
import { HostError } from '../../contract/index.ts'

export class AppendFile {
  readonly #file: FileHandle
  #waiting: Buffer[] = []
  #queued = 0
  #written = 0
  #writing: Promise<void> | null = null
  #failure: Error | null = null

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** Empties the file where there is one already. Fails with `CANNOT_WRITE`. */
  static async create(path: string): Promise<AppendFile> {
    try {
      return new AppendFile(await open(path, 'w', 0o600))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new HostError({ code: 'CANNOT_WRITE', message: `${path} cannot be written: ${reason}.` }, error)
    }
  }

  /** What stopped the writing, e.g. a full disk; nothing is written after it. */
  get failure(): Error | null {
    return this.#failure
  }

  /** Bytes that the system has. */
  get written(): number {
    return this.#written
  }

  /** Bytes handed over that the system has not yet. */
  get queued(): number {
    return this.#queued
  }

  append(data: Buffer): void {
    if (this.#failure) return
    this.#waiting.push(data)
    this.#queued += data.length
    this.#writing ??= this.#write()
  }

  /** Resolves when all is written, or writing has failed. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async close(): Promise<void> {
    await this.settled()
    await this.#file.close().catch(() => {})
  }

  async #writeFrom(data: Buffer, at: number): Promise<number> {
    const { bytesWritten } = await this.#file.write(data, at)
    this.#written += bytesWritten
    this.#queued -= bytesWritten
    return bytesWritten
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const data = Buffer.concat(this.#waiting.splice(0))
        // At once: `appendFile` goes in small pieces, each of which waits for a busy process's next turn.
        for (let at = 0; at < data.length;) at += await this.#writeFrom(data, at)
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      this.#waiting = []
      this.#queued = 0
    }
    this.#writing = null
  }
}
