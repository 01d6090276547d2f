// How a process is made to end: asked, then told by SIGTERM, then killed; it says when each step comes.

/** How long a process may take, in milliseconds. */
export interface Grace {
  /** From the request to stop until SIGTERM. */
  ask: number
  /** From SIGTERM until SIGKILL. */
  terminate: number
}

export const DEFAULT_GRACE: Grace = { ask: 5_000, terminate: 2_000 }

/** Told that it did not end in time, milliseconds after it was asked, and what it gets for that. */
export type Insist = (signal: 'SIGTERM' | 'SIGKILL', after: number) => void

export class Escalation {
  /** When it was asked, milliseconds of the clock on the wall. */
  readonly since = Date.now()
  readonly killAt: number
  #timer: NodeJS.Timeout

  constructor({ ask, terminate }: Grace, insist: Insist) {
    this.killAt = this.since + ask + terminate
    this.#timer = setTimeout(() => {
      insist('SIGTERM', ask)
      this.#timer = setTimeout(() => insist('SIGKILL', ask + terminate), terminate)
    }, ask)
  }

  /** It has ended, or is killed at once. */
  end(): void {
    clearTimeout(this.#timer)
  }
}
