// Servers with an injected fault; the checks ignore them until the fault is removed.
import type { TimelineEvent } from '../event.ts'
import { asRecord, asString } from '../unknown-json.ts'

const LINK_FAULTS = new Set(['cut', 'hang', 'delay', 'drop'])

export class FaultedServers {
  /** Server → its faults: a link's kind, or `paused`. */
  readonly #faults = new Map<string, Set<string>>()

  apply(event: TimelineEvent): void {
    if (event.t === 'process' && event.event === 'spawned') this.#faults.delete(event.process)
    if (event.t !== 'fault') return
    const { process, fault, parameters } = event
    const faults = this.#faults.get(process) ?? new Set()
    this.#faults.set(process, faults)
    const link = asString(asRecord(parameters)['link']) ?? 'control'
    if (fault === 'pause') faults.add('paused')
    if (fault === 'resume') faults.delete('paused')
    if (LINK_FAULTS.has(fault)) faults.add(link)
    if (fault === 'heal') faults.delete(link)
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
