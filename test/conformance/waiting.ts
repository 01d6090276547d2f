// Waits for a condition; it is checked whenever a packet has arrived, not by polling.
import { Failure } from './verdict.ts'

/** Time limit for everything without a limit in the protocol. */
export const ANSWER_TIMEOUT_MS = 3_000

export class Waiting {
  readonly #checks = new Set<() => void>()

  /** To be called when a packet has arrived. */
  changed(): void {
    for (const check of this.#checks) check()
  }

  /** Resolves with the first value that is not undefined. Rejects when there is none in time. */
  for<Value>(
    expected: string,
    fact: () => Value | undefined,
    seen: () => string,
    within = ANSWER_TIMEOUT_MS,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      const done = (complete: () => void): void => {
        clearTimeout(timer)
        this.#checks.delete(check)
        complete()
      }
      const check = (): void => {
        const value = fact()
        if (value !== undefined) done(() => resolve(value))
      }
      const late = (): void => reject(new Failure(`${expected} within ${within} ms`, seen()))
      const timer = setTimeout(() => done(late), within)
      this.#checks.add(check)
      check()
    })
  }
}
