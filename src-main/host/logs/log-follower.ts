// Reads the lines that were appended to a log file since the last read.
import { open } from 'node:fs/promises'

const CHUNK_BYTES = 256 * 1024
/** Longer lines are cut. */
const MAX_LINE_CHARS = 8 * 1024

export class LogFollower {
  readonly #file: string
  #offset: number
  #partialLine = ''

  /** `offset`: where in the file to begin, in bytes. */
  constructor(file: string, offset: number) {
    this.#file = file
    this.#offset = offset
  }

  /** Yields the new lines, also one that is not finished yet; it is yielded again when it has grown. */
  async *lines(): AsyncGenerator<string> {
    const log = await open(this.#file, 'r').catch(() => null)
    if (!log) return
    try {
      for (;;) {
        const buffer = Buffer.alloc(CHUNK_BYTES)
        const { bytesRead } = await log.read(buffer, 0, CHUNK_BYTES, this.#offset)
        if (bytesRead === 0) return
        this.#offset += bytesRead
        const lines = (this.#partialLine + buffer.toString('utf8', 0, bytesRead)).split(/\r?\n/)
        this.#partialLine = lines.at(-1)?.slice(0, MAX_LINE_CHARS) ?? ''
        for (const line of lines) yield line.slice(0, MAX_LINE_CHARS)
      }
    } finally {
      await log.close()
    }
  }
}
