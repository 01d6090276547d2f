// Requests that wait for an answer. Each has a deadline.
import type { ClusterError } from '../protocol/errors.ts'
import { Deferred } from '../kit/deferred.ts'

/** Called synchronously when the answer arrives. */
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

  /**
   * Returns the id of the request. `timeoutError` is created by the caller, so that its stack shows who asked.
   */
  open(timeoutMs: number, timeoutError: ClusterError, callback: Callback): number {
    const id = this.#next++
    const timer = setTimeout(() => this.fail(id, timeoutError), timeoutMs)
    this.#waiting.set(id, { callback, timer })
    return id
  }

  has(id: number): boolean {
    return this.#waiting.has(id)
  }

  /** Without effect when no request has this id: the answer came late, or twice. */
  settle(id: number, value: unknown): void {
    this.#finish(id, (callback) => callback.resolve(value))
  }

  fail(id: number, error: ClusterError): void {
    this.#finish(id, (callback) => callback.reject(error))
  }

  failAll(error: ClusterError): void {
    for (const id of this.#waiting.keys()) this.fail(id, error)
  }

  /** Resolves when no request is waiting. */
  async idle(): Promise<void> {
    if (this.#waiting.size === 0) return
    this.#idle ??= new Deferred()
    await this.#idle.promise
  }

  #finish(id: number, complete: (callback: Callback) => void): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.#waiting.delete(id)
    complete(waiting.callback)
    if (this.#waiting.size > 0) return
    this.#idle?.resolve()
    this.#idle = undefined
  }
}
