// What is on its way in one direction of a link: each thing passes at once, or when its delay is over, and none
// overtakes another. A delay that ends does not hurry what it has held up.

interface Passing {
  due: number
  pass: () => void
}

export class Lane {
  readonly #delay: () => number
  #passing: Passing[] = []
  #timer: NodeJS.Timeout | undefined

  /** `delay` answers the milliseconds of the moment. */
  constructor(delay: () => number) {
    this.#delay = delay
  }

  /** Nothing is held up: whatever comes may pass at once. */
  get clear(): boolean {
    return this.#passing.length === 0 && this.#delay() === 0
  }

  take(pass: () => void): void {
    if (this.clear) return pass()
    this.#passing.push({ due: performance.now() + this.#delay(), pass })
    this.#wait()
  }

  /** What is on its way never arrives. */
  drop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#passing = []
  }

  #wait(): void {
    const [first] = this.#passing
    if (!first || this.#timer) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#passing.shift()
        first.pass()
        this.#wait()
      },
      Math.max(0, first.due - performance.now()),
    )
  }
}
