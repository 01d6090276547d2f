// Writes to an accepted connection, and ends it when too much waits for a peer that does not read.

interface Engine {
  transport: { socket?: { terminate(): void; bufferedAmount: number } }
  readyState: string
  write(text: string): unknown
  on(event: 'drain', listener: () => void): unknown
}

export class BoundedWriter {
  readonly #engine: Engine
  readonly #maxUnsentBytes: number
  /** Characters that Engine.IO has not yet passed to its socket. */
  #queued = 0
  #overflow: string | undefined

  constructor(engine: Engine, maxUnsentBytes: number) {
    this.#engine = engine
    this.#maxUnsentBytes = maxUnsentBytes
    engine.on('drain', () => (this.#queued = 0))
  }

  /** Why the connection was ended, if it was. */
  get overflow(): string | undefined {
    return this.#overflow
  }

  /** Returns false when nothing was written, because the connection is closing or closed. */
  write(text: string): boolean {
    if (this.#overflow !== undefined || this.#engine.readyState !== 'open') return false
    this.#queued += text.length
    this.#engine.write(text)
    const { socket } = this.#engine.transport
    const unsent = this.#queued + (socket?.bufferedAmount ?? 0)
    if (unsent > this.#maxUnsentBytes) {
      this.#overflow = `the peer does not read: ${unsent} bytes wait, the limit is ${this.#maxUnsentBytes}`
      socket?.terminate()
    }
    return true
  }
}
