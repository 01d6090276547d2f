// Who has subscribed to the master's list of servers, and since when.
import { CopyOnWrite } from './copy-on-write.ts'
import type { Nanoseconds, PacketEvent, StepEvent } from './event.ts'

export class Subscribers {
  #since: ReadonlyMap<string, Nanoseconds> = new Map<string, Nanoseconds>()
  #own = new CopyOnWrite()

  /** Returns an independent copy; what neither changes stays shared. */
  fork(): Subscribers {
    const copy = new Subscribers()
    copy.#since = this.#since
    this.#own = new CopyOnWrite()
    return copy
  }

  /** Server id → when the master added it. */
  get since(): ReadonlyMap<string, Nanoseconds> {
    return this.#since
  }

  learn({ step, about, at }: StepEvent): void {
    if (step === 'subscriberAdded' && about !== undefined)
      this.#since = this.#own.map(this.#since).set(about, at)
  }

  unsubscribe({ name, from }: PacketEvent): void {
    if (name === 'unsubscribe') this.remove(from)
  }

  /** Its connection to the master ended. */
  remove(server: string): void {
    if (!this.#since.has(server)) return
    const since = this.#own.map(this.#since)
    since.delete(server)
    this.#since = since
  }

  clear(): void {
    if (this.#since.size > 0) this.#since = new Map<string, Nanoseconds>()
  }
}
