// Who waits for an answer: the only map of waiting callers. Each has a deadline, and dies with its peer, by name.
import type { ClusterError } from '../protocol/errors.ts'
import { Deferred } from '../kit/deferred.ts'

/** What a waiting caller is called back with, in the same turn as the answer. */
export interface Callback {
  resolve(value: unknown): void
  reject(error: ClusterError): void
}

export class Pending {
  readonly #waiting = new Map<number, { callback: Callback; timer: NodeJS.Timeout }>()
  #next = 1
  #idle: Deferred | undefined

  get size(): number {
    return this.#waiting.size
  }

  /** Answers the id to ask under. `late` is the error of a missed deadline, made by the asker so that its stack says who. */
  open(milliseconds: number, late: ClusterError, callback: Callback): number {
    const id = this.#next++
    const timer = setTimeout(() => this.fail(id, late), milliseconds)
    this.#waiting.set(id, { callback, timer })
    return id
  }

  has(id: number): boolean {
    return this.#waiting.has(id)
  }

  /** False when nobody waits under this id: the answer came late, or twice. */
  settle(id: number, value: unknown): boolean {
    return this.#take(id, (callback) => callback.resolve(value))
  }

  fail(id: number, error: ClusterError): boolean {
    return this.#take(id, (callback) => callback.reject(error))
  }

  failAll(error: ClusterError): void {
    for (const id of [...this.#waiting.keys()]) this.fail(id, error)
  }

  /** Resolves when nobody waits any more. */
  async idle(): Promise<void> {
    if (this.#waiting.size === 0) return
    this.#idle ??= new Deferred()
    await this.#idle.promise
  }

  #take(id: number, finish: (callback: Callback) => void): boolean {
    const waiting = this.#waiting.get(id)
    if (!waiting) return false
    clearTimeout(waiting.timer)
    this.#waiting.delete(id)
    finish(waiting.callback)
    if (this.#waiting.size === 0) {
      this.#idle?.resolve()
      this.#idle = undefined
    }
    return true
  }
}
