// How late this process's event loop was, told when it is asked. It measures from the first question on, and no longer
// than somebody asks: watching costs the watched.

/** Milliseconds between two looks: a shorter delay may be seen in part only. */
const LOOK = 100
/** Milliseconds without a question after which it rests. */
const PATIENCE = 30_000

export class LoopDelay {
  readonly #now: () => number
  #timer: NodeJS.Timeout | undefined
  #due = 0
  #asked = 0
  #worst = 0

  /** `now` is in milliseconds. */
  constructor(now = (): number => performance.now()) {
    this.#now = now
  }

  /** The longest delay since the last question, milliseconds; 0 when it begins to measure. */
  ask(): number {
    this.#asked = this.#now()
    if (this.#timer) this.#note()
    else this.#begin()
    const worst = this.#worst
    this.#worst = 0
    return worst
  }

  #begin(): void {
    this.#due = this.#now() + LOOK
    this.#timer = setInterval(() => this.#look(), LOOK).unref()
  }

  #look(): void {
    this.#note()
    this.#due = this.#now() + LOOK
    if (this.#now() - this.#asked < PATIENCE) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #note(): void {
    this.#worst = Math.max(this.#worst, this.#now() - this.#due)
  }
}
