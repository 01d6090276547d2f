// Who left the registry, why, and when each of the others dropped it.
import { CopyOnWrite } from './copy-on-write.ts'
import type { Nanoseconds, ViewEvent } from './event.ts'
import { isSameInstance } from './process-state.ts'

export interface Departure {
  instance: string
  /** When and why the master dropped it; null while only others have, or without a master. */
  byMaster: { at: Nanoseconds; reason: string | null } | null
  /** When each other server dropped it, by that server's id. */
  by: ReadonlyMap<string, Nanoseconds>
}

export class Departures {
  #byServer: ReadonlyMap<string, Departure> = new Map<string, Departure>()
  #own = new CopyOnWrite()

  /** Returns an independent copy; what neither changes stays shared. */
  fork(): Departures {
    const copy = new Departures()
    copy.#byServer = this.#byServer
    this.#own = new CopyOnWrite()
    return copy
  }

  get(server: string): Departure | undefined {
    return this.#byServer.get(server)
  }

  learn({ process, at, added, removed }: ViewEvent, isMaster: boolean): void {
    for (const { id, instance, reason } of removed) {
      if (id === process) continue
      const departure = this.#of(id, instance)
      if (isMaster) departure.byMaster = { at, reason: reason ?? null }
      else departure.by = this.#own.map(departure.by).set(process, at)
    }
    for (const { id } of added) this.#forget(id, process, isMaster)
  }

  /** Returns the departure for a change; that of another instance is over. */
  #of(id: string, instance: string): Departure {
    const known = this.#byServer.get(id)
    const departure =
      known && isSameInstance(known.instance, instance)
        ? this.#own.object(known)
        : this.#own.adopt({ instance, byMaster: null, by: new Map<string, Nanoseconds>() })
    if (departure !== known) this.#byServer = this.#own.map(this.#byServer).set(id, departure)
    return departure
  }

  #forget(id: string, process: string, isMaster: boolean): void {
    const known = this.#byServer.get(id)
    if (!known || (!isMaster && !known.by.has(process))) return
    const by = this.#own.map(known.by)
    by.delete(process)
    const servers = this.#own.map(this.#byServer)
    if (isMaster || (by.size === 0 && known.byMaster === null)) servers.delete(id)
    else servers.set(id, this.#own.adopt({ instance: known.instance, byMaster: known.byMaster, by }))
    this.#byServer = servers
  }
}
