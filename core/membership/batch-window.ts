// Collects what comes close together, so that many are told in one step (§5): until the end of the event-loop turn
// while all is quiet, longer while more keeps coming, and longer still while telling takes long.

export interface BatchWindowOptions {
  /** Milliseconds, as a window grows; 0 stands for the end of the turn. */
  windowWidthsMs: readonly number[]
  /** A grown window is at least so many times as long as telling took the last time … */
  windowFactor: number
  /** … but never longer than this, milliseconds. */
  windowMaxMs: number
}

export class BatchWindow {
  readonly #options: BatchWindowOptions
  readonly #close: () => void
  #level = 0
  #closedAt = -Infinity
  /** What the last closing took, milliseconds. */
  #cost = 0
  #open = false

  /** `close` is called once for each window. */
  constructor(options: BatchWindowOptions, close: () => void) {
    this.#options = options
    this.#close = close
  }

  /** Something came: opens a window unless one is open. */
  schedule(): void {
    if (this.#open) return
    this.#open = true
    const grown = Math.min(this.#level + 1, this.#options.windowWidthsMs.length - 1)
    const busy = performance.now() - this.#closedAt < this.#width(grown)
    this.#level = busy ? grown : 0
    const width = this.#width(this.#level)
    if (width === 0) setImmediate(() => this.#end())
    else setTimeout(() => this.#end(), width)
  }

  /** Closes an open window now. */
  flush(): void {
    if (this.#open) this.#end()
  }

  #width(level: number): number {
    const { windowWidthsMs: windows, windowFactor, windowMaxMs } = this.#options
    const width = windows[level] ?? 0
    return level === 0 ? width : Math.max(width, Math.min(this.#cost * windowFactor, windowMaxMs))
  }

  #end(): void {
    if (!this.#open) return
    this.#open = false
    const began = performance.now()
    this.#close()
    this.#closedAt = performance.now()
    this.#cost = this.#closedAt - began
  }
}
