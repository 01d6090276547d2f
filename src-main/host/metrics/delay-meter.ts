// The event-loop delay of one process, as it answers; while it does not answer, that is the delay.
import type { ParentMessage } from '../../../core/process/messages.ts'

export class DelayMeter {
  readonly #send: (message: ParentMessage) => void
  readonly #now: () => number
  #askedAt: number | null = null
  #answer: number | null = null
  #asked = false

  /** `now` is in milliseconds. */
  constructor(send: (message: ParentMessage) => void, now = (): number => performance.now()) {
    this.#send = send
    this.#now = now
  }

  /** Milliseconds; null until it is known. */
  get latest(): number | null {
    if (this.#askedAt === null) return this.#answer
    return Math.max(this.#now() - this.#askedAt, this.#answer ?? 0)
  }

  ask(): void {
    // A process that does not read would find as many questions as were asked meanwhile.
    if (this.#askedAt !== null) return
    this.#askedAt = this.#now()
    this.#send({ grove: 'measure' })
  }

  answered(delay: number): void {
    this.#askedAt = null
    // With the first question it begins to measure.
    this.#answer = this.#asked ? delay : null
    this.#asked = true
  }
}
