// The master's truth: who is registered, and how often that changed. Pure data.
import type { RemovalReason, ServerList, ServerRecord } from '../protocol/packet.ts'

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

  has(id: string): boolean {
    return this.#records.has(id)
  }

  /** Takes the place of an older record of this id. Answers that older one. */
  add(record: ServerRecord): ServerRecord | undefined {
    const older = this.#records.get(record.id)
    this.#records.set(record.id, record)
    this.#revision++
    return older
  }

  /** Answers what was removed; undefined, and no new revision, when there was nothing. */
  remove(id: string, _reason: RemovalReason): ServerRecord | undefined {
    const record = this.#records.get(id)
    if (!record) return undefined
    this.#records.delete(id)
    this.#revision++
    return record
  }

  list(): ServerList {
    return Object.fromEntries(this.#records)
  }
}
