// A server's view of the cluster (§5, §6): applies the master's messages and returns what changed.
import type {
  Change,
  RemovalReason,
  ServerRecords,
  ServerRecord,
  Snapshot,
  WatchdogNotice,
} from '../protocol/packet.ts'

export interface RemovedServer {
  record: ServerRecord
  /** Undefined when the server is missing from a whole list, or was replaced by a newer instance. */
  reason?: RemovalReason
}

export interface ViewChange {
  added: ServerRecord[]
  /** A restarted server is in both lists: its older instance removed, the new one added. */
  removed: RemovedServer[]
}

/** `gap`: a change was missed, the server must subscribe again. `old`: the change is known already. */
export type Applied = ViewChange | 'gap' | 'old'

type ListNotice = Exclude<WatchdogNotice, { action: 'startOver' }>

export class MembershipView {
  readonly #servers = new Map<string, ServerRecord>()
  /** Earlier peers that a settling master has not announced yet. */
  readonly #inherited = new Set<string>()
  #epoch = ''
  #revision = 0

  get epoch(): string {
    return this.#epoch
  }

  get revision(): number {
    return this.#revision
  }

  get size(): number {
    return this.#servers.size
  }

  get(id: string): ServerRecord | undefined {
    return this.#servers.get(id)
  }

  get servers(): ServerRecord[] {
    return [...this.#servers.values()]
  }

  ofType(serverType: string): ServerRecord[] {
    return this.servers.filter((record) => record.serverType === serverType)
  }

  /** Replaces the whole list, as the answer to `subscribe` does. */
  replace(snapshot: Pick<Snapshot, 'epoch' | 'revision' | 'settling' | 'servers'>): ViewChange {
    if (snapshot.settling) this.#inheritAll()
    else this.#inherited.clear()
    this.#epoch = snapshot.epoch
    this.#revision = snapshot.revision
    return this.#replaceAll(snapshot.servers)
  }

  apply(notice: ListNotice): Applied {
    if (notice.action === 'replaceServer') {
      return notice.epoch === this.#epoch && notice.revision >= this.#revision ? this.replace(notice) : 'gap'
    }
    const changes = changesOf(notice)
    if (notice.revision <= this.#revision) return 'old'
    if (notice.revision - changes.length !== this.#revision) return 'gap'
    this.#revision = notice.revision
    const result: ViewChange = { added: [], removed: [] }
    for (const change of changes) this.#change(change, result)
    return result
  }

  #inheritAll(): void {
    for (const id of this.#servers.keys()) this.#inherited.add(id)
  }

  #replaceAll(servers: ServerRecords): ViewChange {
    const result: ViewChange = { added: [], removed: [] }
    for (const record of this.servers) {
      if (!Object.hasOwn(servers, record.id) && !this.#inherited.has(record.id))
        this.#remove(record.id, result)
    }
    for (const record of Object.values(servers)) this.#add(record, result)
    return result
  }

  #change(change: Change, result: ViewChange): void {
    if ('add' in change) this.#add(change.add, result)
    else this.#remove(change.remove, result, change.reason)
  }

  #add(record: ServerRecord, result: ViewChange): void {
    this.#inherited.delete(record.id)
    const older = this.#servers.get(record.id)
    this.#servers.set(record.id, record)
    if (older?.instance === record.instance) return
    if (older) result.removed.push({ record: older })
    result.added.push(record)
  }

  #remove(id: string, result: ViewChange, reason?: RemovalReason): void {
    this.#inherited.delete(id)
    const record = this.#servers.get(id)
    if (!record) return
    this.#servers.delete(id)
    result.removed.push({ record, reason })
  }
}

function changesOf(notice: Exclude<ListNotice, { action: 'replaceServer' }>): Change[] {
  if (notice.action === 'update') return notice.changes
  if (notice.action === 'addServer') return [{ add: notice.server }]
  return [{ remove: notice.id, reason: notice.reason }]
}
