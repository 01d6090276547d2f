// After a master restart, or when a master that hung wakes up (§6): the time in which servers come back that this
// master has not in its registry. It begins with the first of them, and ends when all are back, or after its time.
import type { Parameters } from '../protocol/parameters.ts'

export class Settling {
  readonly #parameters: Parameters
  readonly #ended: () => void
  readonly #audience = new Set<string>()
  #active = false
  #limit: NodeJS.Timeout | undefined
  #quiet: NodeJS.Timeout | undefined

  constructor(parameters: Parameters, ended: () => void) {
    this.#parameters = parameters
    this.#ended = ended
  }

  get active(): boolean {
    return this.#active
  }

  /** Who was told that the list is not whole yet. */
  get audience(): ReadonlySet<string> {
    return this.#audience
  }

  start(): void {
    if (this.#active) return
    this.#active = true
    this.#limit = setTimeout(() => this.#end(), this.#parameters.settleTimeoutMs)
  }

  addAudience(id: string): void {
    if (this.active) this.#audience.add(id)
  }

  /** Told who of the expected is not back; undefined when nobody knows whom to expect. */
  registered(whoIsMissing: () => readonly string[] | undefined): void {
    if (!this.active) return
    const missing = whoIsMissing()
    if (missing?.length === 0) return this.#end()
    if (missing) return
    clearTimeout(this.#quiet)
    this.#quiet = setTimeout(() => this.#end(), this.#parameters.settleIdleMs)
  }

  close(): void {
    this.#active = false
    clearTimeout(this.#limit)
    clearTimeout(this.#quiet)
  }

  #end(): void {
    if (!this.active) return
    this.close()
    this.#ended()
    this.#audience.clear()
  }
}
