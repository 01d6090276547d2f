// The timeline on stdout: nothing else goes there, a slow reader slows nobody, and a reader that leaves is told of.
import { fstatSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { encodeLine, type TimelineLine } from '../timeline/index.ts'

export class TimelineOutput {
  readonly #out: Writable
  #open = true

  /** @param onClosed the reader has gone */
  constructor(onClosed: () => void, out: Writable = stdout()) {
    this.#out = out
    out.on('error', () => {
      if (!this.#open) return
      this.#open = false
      onClosed()
    })
  }

  write(lines: TimelineLine[]): void {
    if (this.#open) this.#out.write(lines.map(encodeLine).join(''))
  }

  /** Resolves when the reader has it all, or is gone. */
  async flush(): Promise<void> {
    if (!this.#open) return
    await new Promise<void>((resolve) => {
      this.#out.once('error', () => resolve())
      this.#out.write('', () => resolve())
    })
  }
}

/** Node writes to a pipe on stdout synchronously, so that a reader that pauses would stop the whole of Grove. */
function stdout(): Writable {
  const kind = fstatSync(1)
  if (process.platform === 'win32' || !(kind.isFIFO() || kind.isSocket())) return process.stdout
  return new Socket({ fd: 1, readable: false, writable: true })
}
