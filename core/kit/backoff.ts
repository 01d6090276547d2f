// How long to wait before the next try: doubling, capped, with jitter, from the start again after a success.

export class Backoff {
  #delay: number
  readonly #first: number
  readonly #most: number

  /** Milliseconds. */
  constructor(first: number, most: number) {
    this.#first = first
    this.#most = most
    this.#delay = first
  }

  /** The next delay in milliseconds: three quarters to five quarters of the nominal one. */
  next(random = Math.random()): number {
    const delay = this.#delay * (0.75 + random / 2)
    this.#delay = Math.min(this.#delay * 2, this.#most)
    return delay
  }

  reset(): void {
    this.#delay = this.#first
  }
}
