// Writes the timeline to stdout. A slow reader does not block Grove; a closed pipe is reported.
import { fstatSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { encodeLine, type TimelineLine } from '../timeline/index.ts'

export class TimelineOutput {
  readonly #out: Writable
  #open = true

  /** @param onClosed called when the reader has closed the pipe */
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

  /** Resolves when everything is written or the pipe is closed. */
  async flush(): Promise<void> {
    if (!this.#open) return
    await new Promise<void>((resolve) => {
      this.#out.once('error', () => resolve())
      this.#out.write('', () => resolve())
    })
  }
}

/** Node writes to a stdout pipe synchronously, so a paused reader would block Grove. A socket does not. */
function stdout(): Writable {
  const kind = fstatSync(1)
  if (process.platform === 'win32' || !(kind.isFIFO() || kind.isSocket())) return process.stdout
  return new Socket({ fd: 1, readable: false, writable: true })
}
