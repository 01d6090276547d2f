// Servers with an injected fault; the checks ignore them until the fault is removed. A fault of a pair is one of both.
import type { FaultEvent, TimelineEvent } from '../event.ts'
import { faultScope } from '../fault-scope.ts'

const LINK_FAULTS = new Set(['cut', 'hang', 'delay', 'drop'])

export class FaultedServers {
  /** Server → keys of its faults. */
  readonly #faults = new Map<string, Set<string>>()

  /** Returns the servers whose faults may have changed. */
  apply(event: TimelineEvent): string[] {
    if (event.t === 'process' && event.event === 'spawned') return this.#forget(event.process)
    if (event.t !== 'fault') return []
    const { fault } = event
    const servers = serversOf(event)
    for (const server of servers) {
      const faults = this.#faults.get(server) ?? new Set()
      this.#faults.set(server, faults)
      if (fault === 'pause' || LINK_FAULTS.has(fault)) faults.add(keyOf(event))
      if (fault === 'resume' || fault === 'heal') faults.delete(keyOf(event))
    }
    return servers
  }

  /** Returns which fault a server has, a key of `words.checks`; null if it has none. */
  problemOf(server: string): 'paused' | 'linksFaulted' | null {
    if (!this.has(server)) return null
    return this.#faults.get(server)?.has(`paused ${server}`) ? 'paused' : 'linksFaulted'
  }

  has(server: string): boolean {
    return (this.#faults.get(server)?.size ?? 0) > 0
  }

  /** The faults of a process end with it. */
  #forget(process: string): string[] {
    const isOfProcess = (key: string): boolean => key.split(' ')[1] === process
    return [...this.#faults].flatMap(([server, faults]) => {
      const ended = [...faults].filter(isOfProcess)
      for (const key of ended) faults.delete(key)
      return ended.length > 0 ? [server] : []
    })
  }
}

/** The server with the fault, and the other one of its pair. */
export function serversOf({ process, parameters }: FaultEvent): string[] {
  const { peer } = faultScope(parameters)
  return peer === null ? [process] : [process, peer]
}

function keyOf({ process, fault, parameters }: FaultEvent): string {
  if (fault === 'pause' || fault === 'resume') return `paused ${process}`
  const { link, peer } = faultScope(parameters)
  return [link ?? 'control', process, peer ?? ''].join(' ')
}
