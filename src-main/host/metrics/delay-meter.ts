// Measures the event-loop delay of a server by messages to it. While it does not answer, the wait is its delay.
import type { ParentMessage } from '../../../core/process/messages.ts'

export class DelayMeter {
  readonly #send: (message: ParentMessage) => void
  readonly #now: () => number
  #requestedAt: number | null = null
  #lastMs: number | null = null
  #isBaselineSet = false

  /** @param now milliseconds of a monotonic clock */
  constructor(send: (message: ParentMessage) => void, now = (): number => performance.now()) {
    this.#send = send
    this.#now = now
  }

  /** Null until it is known. */
  get latestMs(): number | null {
    if (this.#requestedAt === null) return this.#lastMs
    return Math.max(this.#now() - this.#requestedAt, this.#lastMs ?? 0)
  }

  request(): void {
    // Requests would queue up in a process that does not read.
    if (this.#requestedAt !== null) return
    this.#requestedAt = this.#now()
    this.#send({ grove: 'measure' })
  }

  receive(delay: number): void {
    this.#requestedAt = null
    // The server starts to measure at the first request.
    this.#lastMs = this.#isBaselineSet ? delay : null
    this.#isBaselineSet = true
  }
}
