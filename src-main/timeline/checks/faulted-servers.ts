// Servers with an injected fault; the checks ignore them until the fault is removed.
import type { TimelineEvent } from '../event.ts'
import { faultScope } from '../fault-scope.ts'

const LINK_FAULTS = new Set(['cut', 'hang', 'delay', 'drop'])

export class FaultedServers {
  /** Server → its faults: `paused`, or a link's kind with the server at its other end, if it is of one pair. */
  readonly #faults = new Map<string, Set<string>>()

  apply(event: TimelineEvent): void {
    if (event.t === 'process' && event.event === 'spawned') this.#faults.delete(event.process)
    if (event.t !== 'fault') return
    const { process, fault, parameters } = event
    const faults = this.#faults.get(process) ?? new Set()
    this.#faults.set(process, faults)
    const { link, peer } = faultScope(parameters)
    const links = `${link ?? 'control'} ${peer ?? ''}`
    if (fault === 'pause') faults.add('paused')
    if (fault === 'resume') faults.delete('paused')
    if (LINK_FAULTS.has(fault)) faults.add(links)
    if (fault === 'heal') faults.delete(links)
  }

  /** Returns "was paused" or "its links had a fault"; null if it has none. */
  problemOf(process: string): string | null {
    if (!this.has(process)) return null
    return this.#faults.get(process)?.has('paused') ? 'was paused' : 'its links had an injected fault'
  }

  has(process: string): boolean {
    return (this.#faults.get(process)?.size ?? 0) > 0
  }
}
