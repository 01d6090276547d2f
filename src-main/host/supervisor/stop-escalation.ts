// How a process is made to end: asked, then told by SIGTERM, then killed; it says when each step comes.
// Time does not count while the process stands at a breakpoint: somebody is looking at it.

/** How long a process may take, in milliseconds. */
export interface GracePeriods {
  /** From the request to stop until SIGTERM. */
  stopMs: number
  /** From SIGTERM until SIGKILL. */
  sigtermMs: number
}

export const DEFAULT_GRACE_PERIODS: GracePeriods = { stopMs: 5_000, sigtermMs: 2_000 }

const LOOK_EVERY = 500

export interface EscalationWatch {
  /** Whether it stands at a breakpoint. */
  standing?(): Promise<boolean>
  /** It did not end in time, milliseconds after it was asked or went on, and gets this for it. */
  insists?(signal: 'SIGTERM' | 'SIGKILL', after: number): void
  /** It came to stand at a breakpoint, or went on. */
  stood?(standing: boolean): void
}

export class Escalation {
  /** When it was asked, milliseconds of the clock on the wall. */
  readonly since = Date.now()
  readonly #grace: GracePeriods
  readonly #watch: EscalationWatch
  readonly #send: (signal: NodeJS.Signals) => void
  #killAt: number | null = null
  #timer: NodeJS.Timeout | undefined
  #ended = false

  constructor(grace: GracePeriods, watch: EscalationWatch, send: (signal: NodeJS.Signals) => void) {
    this.#grace = grace
    this.#watch = watch
    this.#send = send
    this.#ask()
  }

  /** Null while it stands at a breakpoint. */
  get killAt(): number | null {
    return this.#killAt
  }

  /** It has ended, or is killed at once. */
  end(): void {
    this.#ended = true
    clearTimeout(this.#timer)
  }

  #ask(): void {
    const { stopMs: ask, sigtermMs: terminate } = this.#grace
    this.#killAt = Date.now() + ask + terminate
    this.#after(ask, () => {
      this.#insist('SIGTERM', ask)
      this.#after(terminate, () => this.#insist('SIGKILL', ask + terminate))
    })
  }

  #insist(signal: 'SIGTERM' | 'SIGKILL', after: number): void {
    this.#watch.insists?.(signal, after)
    // A paused process does not receive SIGTERM until it goes on.
    this.#send('SIGCONT')
    this.#send(signal)
  }

  #after(delay: number, act: () => void): void {
    this.#timer = setTimeout(() => void this.#unlessStanding(act), delay)
  }

  async #unlessStanding(act: () => void): Promise<void> {
    const standing = (await this.#watch.standing?.()) ?? false
    if (this.#ended) return
    const stood = this.#killAt === null
    if (!standing && !stood) return act()
    if (standing) {
      this.#killAt = null
      this.#after(LOOK_EVERY, act)
    } else this.#ask()
    if (standing !== stood) this.#watch.stood?.(standing)
  }
}
