// Waits for a fact that arrives from the wire: asked again whenever something has, never by time.
import { Failure } from './verdict.ts'

/** How long a master may take for anything that has no time of its own in the protocol, milliseconds. */
export const SOON = 3_000

export class Waiting {
  readonly #asked = new Set<() => void>()

  /** Something arrived. */
  changed(): void {
    for (const ask of this.#asked) ask()
  }

  /** The first answer that is not undefined. Fails when there is none in time. */
  for<Value>(
    expected: string,
    fact: () => Value | undefined,
    seen: () => string,
    within = SOON,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        clearTimeout(timer)
        this.#asked.delete(ask)
        settle()
      }
      const ask = (): void => {
        const value = fact()
        if (value !== undefined) done(() => resolve(value))
      }
      const late = (): void => reject(new Failure(`${expected} within ${within} ms`, seen()))
      const timer = setTimeout(() => done(late), within)
      this.#asked.add(ask)
      ask()
    })
  }
}
