// Batches changes that arrive close together into one notification (§5). A window lasts until the end of the event-loop
// turn; it grows while more changes arrive, and while publishing takes long.

export interface BatchWindowOptions {
  /** The widths of successive windows; 0 is the end of the event-loop turn. */
  windowWidthsMs: readonly number[]
  /** A grown window lasts at least this many times as long as publishing took the last time … */
  windowFactor: number
  /** … up to this maximum. */
  windowMaxMs: number
}

export class BatchWindow {
  readonly #options: BatchWindowOptions
  readonly #publish: () => void
  #level = 0
  #closedAt = -Infinity
  #publishMs = 0
  #isOpen = false

  /** `publish` is called at the end of each window. */
  constructor(options: BatchWindowOptions, publish: () => void) {
    this.#options = options
    this.#publish = publish
  }

  /** Opens a window, unless one is open. */
  schedule(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    const nextLevel = Math.min(this.#level + 1, this.#options.windowWidthsMs.length - 1)
    const isBusy = performance.now() - this.#closedAt < this.#width(nextLevel)
    this.#level = isBusy ? nextLevel : 0
    const width = this.#width(this.#level)
    if (width === 0) setImmediate(() => this.flush())
    else setTimeout(() => this.flush(), width)
  }

  /** Ends an open window now. */
  flush(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    const startedAt = performance.now()
    this.#publish()
    this.#closedAt = performance.now()
    this.#publishMs = this.#closedAt - startedAt
  }

  #width(level: number): number {
    const { windowWidthsMs, windowFactor, windowMaxMs } = this.#options
    const width = windowWidthsMs[level] ?? 0
    return level === 0 ? width : Math.max(width, Math.min(this.#publishMs * windowFactor, windowMaxMs))
  }
}
