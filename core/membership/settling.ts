// After a master restart (§6): the time in which servers come back that an earlier master knew. It begins with the
// first of them, and ends when all are back, or after its time.
import type { Parameters } from '../protocol/parameters.ts'

export class Settling {
  readonly #parameters: Parameters
  readonly #ended: () => void
  readonly #audience = new Set<string>()
  #phase: 'none' | 'active' | 'over' = 'none'
  #limit: NodeJS.Timeout | undefined
  #quiet: NodeJS.Timeout | undefined

  constructor(parameters: Parameters, ended: () => void) {
    this.#parameters = parameters
    this.#ended = ended
  }

  get active(): boolean {
    return this.#phase === 'active'
  }

  /** Who was told that the list is not whole yet. */
  get audience(): ReadonlySet<string> {
    return this.#audience
  }

  begin(): void {
    if (this.#phase !== 'none') return
    this.#phase = 'active'
    this.#limit = setTimeout(() => this.#end(), this.#parameters.settleWithin)
  }

  told(id: string): void {
    if (this.active) this.#audience.add(id)
  }

  /** `missing`: who of the expected is not back; undefined when nobody knows whom to expect. */
  registered(missing: readonly string[] | undefined): void {
    if (!this.active) return
    if (missing?.length === 0) return this.#end()
    if (missing) return
    clearTimeout(this.#quiet)
    this.#quiet = setTimeout(() => this.#end(), this.#parameters.settleQuiet)
  }

  close(): void {
    this.#phase = 'over'
    clearTimeout(this.#limit)
    clearTimeout(this.#quiet)
  }

  #end(): void {
    if (!this.active) return
    this.close()
    this.#ended()
  }
}
