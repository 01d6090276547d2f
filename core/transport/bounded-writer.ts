// Writes to an accepted connection, and ends it when its peer takes too little of what it is sent: what waits for one
// that reads nothing would fill this process's memory.

interface Engine {
  transport: { socket?: { terminate(): void; bufferedAmount: number } }
  readyState: string
  write(text: string): unknown
  on(event: 'drain', listener: () => void): unknown
}

export class BoundedWriter {
  readonly #engine: Engine
  readonly #most: number
  /** Characters that Engine.IO has not handed to its socket yet. */
  #waiting = 0
  #overflow: string | undefined

  /** `most` bytes may wait. */
  constructor(engine: Engine, most: number) {
    this.#engine = engine
    this.#most = most
    engine.on('drain', () => (this.#waiting = 0))
  }

  /** Why it ended the connection, if it did. */
  get overflow(): string | undefined {
    return this.#overflow
  }

  /** False when nothing was handed over, because the connection is going or gone. */
  write(text: string): boolean {
    if (this.#overflow !== undefined || this.#engine.readyState !== 'open') return false
    this.#waiting += text.length
    this.#engine.write(text)
    const { socket } = this.#engine.transport
    const unsent = this.#waiting + (socket?.bufferedAmount ?? 0)
    if (unsent > this.#most) {
      this.#overflow = `its peer does not read: ${unsent} bytes wait, more than ${this.#most}`
      socket?.terminate()
    }
    return true
  }
}
