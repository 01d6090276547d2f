// A timeline being written to a file: lines are appended as they come, so that a crash loses half a second at most.
import { createWriteStream, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { HostError } from '../contract/index.ts'

export class TimelineFile {
  readonly #stream: WriteStream
  #failure: Error | null = null

  private constructor(stream: WriteStream) {
    this.#stream = stream
    stream.on('error', (error) => (this.#failure ??= error))
  }

  /** Fails with `CANNOT_WRITE`. */
  static async create(path: string): Promise<TimelineFile> {
    const stream = createWriteStream(path, { flags: 'w', mode: 0o600 })
    try {
      await once(stream, 'open')
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new HostError({ code: 'CANNOT_WRITE', message: `${path} cannot be written: ${reason}.` }, error)
    }
    return new TimelineFile(stream)
  }

  /** What stopped the writing, e.g. a full disk: the run goes on without the file. */
  get failure(): Error | null {
    return this.#failure
  }

  append(text: string): void {
    if (!this.#failure) this.#stream.write(text)
  }

  async close(): Promise<void> {
    if (this.#failure) return
    this.#stream.end()
    await once(this.#stream, 'close').catch(() => {})
  }
}
