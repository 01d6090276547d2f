// Collects what comes close together, so that many are told in one step (§5): until the end of the event-loop turn
// while all is quiet, longer while more keeps coming.

export class Window {
  readonly #widths: readonly number[]
  readonly #close: () => void
  #level = 0
  #closedAt = -Infinity
  #open = false

  /** `widths` in milliseconds, 0 for the end of the turn. `close` is called once for each window. */
  constructor(widths: readonly number[], close: () => void) {
    this.#widths = widths
    this.#close = close
  }

  /** Something came: opens a window unless one is open. */
  touch(): void {
    if (this.#open) return
    this.#open = true
    this.#level = this.#isBusy() ? Math.min(this.#level + 1, this.#widths.length - 1) : 0
    const width = this.#widths[this.#level] ?? 0
    if (width === 0) setImmediate(() => this.#end())
    else setTimeout(() => this.#end(), width)
  }

  /** Closes an open window now. */
  flush(): void {
    if (this.#open) this.#end()
  }

  #isBusy(): boolean {
    const quiet = this.#widths[Math.min(this.#level + 1, this.#widths.length - 1)] ?? 0
    return performance.now() - this.#closedAt < quiet
  }

  #end(): void {
    if (!this.#open) return
    this.#open = false
    this.#closedAt = performance.now()
    this.#close()
  }
}
