// The settling of a restarted or resumed master (§6): it starts with the first reconnection of a server that the registry
// does not list, and ends when every expected server is back, or after a time limit.
import type { Parameters } from '../protocol/parameters.ts'

export class Settling {
  readonly #parameters: Parameters
  readonly #onEnd: () => void
  readonly #audience = new Set<string>()
  #active = false
  #timeout: NodeJS.Timeout | undefined
  #idleTimer: NodeJS.Timeout | undefined

  constructor(parameters: Parameters, onEnd: () => void) {
    this.#parameters = parameters
    this.#onEnd = onEnd
  }

  get isActive(): boolean {
    return this.#active
  }

  /** The servers that got an incomplete list. */
  get audience(): ReadonlySet<string> {
    return this.#audience
  }

  start(): void {
    if (this.#active) return
    this.#active = true
    this.#timeout = setTimeout(() => this.#end(), this.#parameters.settleTimeoutMs)
  }

  addAudience(id: string): void {
    if (this.isActive) this.#audience.add(id)
  }

  /** `missingIds` returns the expected servers that are not back; undefined when no servers are expected by id. */
  update(missingIds: () => readonly string[] | undefined): void {
    if (!this.isActive) return
    const missing = missingIds()
    if (missing?.length === 0) return this.#end()
    if (missing) return
    clearTimeout(this.#idleTimer)
    this.#idleTimer = setTimeout(() => this.#end(), this.#parameters.settleIdleMs)
  }

  close(): void {
    this.#active = false
    clearTimeout(this.#timeout)
    clearTimeout(this.#idleTimer)
  }

  #end(): void {
    if (!this.isActive) return
    this.close()
    this.#onEnd()
    this.#audience.clear()
  }
}
