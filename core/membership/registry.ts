// The master's list of registered servers, and its revision.
import type { ServerRecords, ServerRecord } from '../protocol/packet.ts'

export class Registry {
  readonly #records = new Map<string, ServerRecord>()
  #revision = 0

  get revision(): number {
    return this.#revision
  }

  get size(): number {
    return this.#records.size
  }

  get(id: string): ServerRecord | undefined {
    return this.#records.get(id)
  }

  /** Replaces an older record with the same id. */
  add(record: ServerRecord): void {
    this.#records.set(record.id, record)
    this.#revision++
  }

  /** Returns the removed record. Without a record the revision stays. */
  remove(id: string): ServerRecord | undefined {
    const record = this.#records.get(id)
    if (!record) return undefined
    this.#records.delete(id)
    this.#revision++
    return record
  }

  list(): ServerRecords {
    return Object.fromEntries(this.#records)
  }
}
