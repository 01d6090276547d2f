// Delays before retries: each is twice the one before, up to a maximum, with jitter.

export interface BackoffOptions {
  /** The first delay. */
  minMs: number
  /** The longest delay, before jitter. */
  maxMs: number
  /** A delay is longer or shorter by up to this share, so that peers do not retry in step. Default 0.25. */
  jitter?: number
}

export class Backoff {
  readonly #options: BackoffOptions
  #delay: number

  constructor(options: BackoffOptions) {
    this.#options = options
    this.#delay = options.minMs
  }

  /** Returns the next delay in milliseconds. */
  next(random = Math.random()): number {
    const { maxMs, jitter = 0.25 } = this.#options
    const delay = this.#delay * (1 + jitter * (2 * random - 1))
    this.#delay = Math.min(this.#delay * 2, maxMs)
    return delay
  }

  /** After a success: the next delay is the first one again. */
  reset(): void {
    this.#delay = this.#options.minMs
  }
}
