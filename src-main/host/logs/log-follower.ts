// Reads on in a log file from where it was at the last look.
import { open } from 'node:fs/promises'

const PIECE = 256 * 1024
/** Of a longer line the beginning is looked at. */
const LINE = 8 * 1024

export class LogFollower {
  readonly #file: string
  #at: number
  #rest = ''

  /** @param from where in the file to begin, bytes */
  constructor(file: string, from: number) {
    this.#file = file
    this.#at = from
  }

  /** The lines since the last look, the one that is not finished yet too; it comes again when it is longer. */
  async *lines(): AsyncGenerator<string> {
    const log = await open(this.#file, 'r').catch(() => null)
    if (!log) return
    try {
      for (;;) {
        const { buffer, bytesRead } = await log.read(Buffer.alloc(PIECE), 0, PIECE, this.#at)
        if (bytesRead === 0) return
        this.#at += bytesRead
        const lines = (this.#rest + buffer.toString('utf8', 0, bytesRead)).split(/\r?\n/)
        this.#rest = lines.at(-1)?.slice(0, LINE) ?? ''
        for (const line of lines) yield line.slice(0, LINE)
      }
    } finally {
      await log.close()
    }
  }
}
