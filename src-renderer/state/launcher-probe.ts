// Asks the launcher again and again with a cheap call, and reports when it falls silent and when it answers again.

const INTERVAL_MS = 800
/** Counted in turns of the timer: a page that was asleep has not waited for an answer. */
const MAX_UNANSWERED = 3

export interface ProbeListener {
  /** @param heardAt when the launcher was heard last, milliseconds since 1970 */
  silent(heardAt: number): void
  answers(): void
}

export class LauncherProbe {
  /** When the launcher was heard last, milliseconds since 1970. */
  heardAt = Date.now()
  readonly #ask: () => Promise<unknown>
  readonly #listener: ProbeListener
  #timer: ReturnType<typeof setInterval> | null = null
  #isAsking = false
  #unanswered = 0

  /** @param ask resolves with any answer of the launcher, and rejects without one */
  constructor(ask: () => Promise<unknown>, listener: ProbeListener) {
    this.#ask = ask
    this.#listener = listener
  }

  get isActive(): boolean {
    return this.#timer !== null
  }

  start(): void {
    if (this.#timer !== null) return
    this.hear()
    this.#timer = setInterval(() => this.#turn(), INTERVAL_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#unanswered = 0
  }

  /** To be called for everything that comes from the launcher. */
  hear(): void {
    const wasSilent = this.#unanswered >= MAX_UNANSWERED
    this.heardAt = Date.now()
    this.#unanswered = 0
    if (wasSilent) this.#listener.answers()
  }

  /** Asks now. */
  ask(): void {
    if (this.#isAsking) return
    this.#isAsking = true
    this.#ask()
      .then(() => this.hear())
      // Without a connection there is no answer; the connection's status says so.
      .catch(() => undefined)
      .finally(() => (this.#isAsking = false))
  }

  #turn(): void {
    if (!this.#isAsking) return this.ask()
    this.#unanswered += 1
    if (this.#unanswered === MAX_UNANSWERED) this.#listener.silent(this.heardAt)
  }
}
