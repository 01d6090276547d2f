// Delays what passes one direction of a link, and keeps its order.
import { performance } from 'node:perf_hooks'

interface Entry {
  dueAt: number
  run: () => void
}

export class DelayQueue {
  readonly #delayMs: () => number
  #entries: Entry[] = []
  #timer: NodeJS.Timeout | undefined

  /** `delayMs` returns the current delay in milliseconds. Removing the delay does not release queued entries. */
  constructor(delayMs: () => number) {
    this.#delayMs = delayMs
  }

  /** Whether the next entry would run at once. */
  get isEmpty(): boolean {
    return this.#entries.length === 0 && this.#delayMs() === 0
  }

  /** Runs the function at once, or after the delay and everything queued before it. */
  add(run: () => void): void {
    if (this.isEmpty) return run()
    this.#entries.push({ dueAt: performance.now() + this.#delayMs(), run })
    this.#startTimer()
  }

  /** Discards everything queued. */
  clear(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#entries = []
  }

  #startTimer(): void {
    const [first] = this.#entries
    if (!first || this.#timer) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#entries.shift()
        first.run()
        this.#startTimer()
      },
      Math.max(0, first.dueAt - performance.now()),
    )
  }
}
