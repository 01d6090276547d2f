// Whom mischief on purpose keeps from taking part: of them nothing is expected until it is undone.
import type { TimelineEvent } from '../event.ts'
import { asRecord, asString } from '../unknown-json.ts'

const ON_LINKS = new Set(['cut', 'hang', 'delay', 'drop'])

export class FaultedServers {
  /** What is done to each, a link's kind or `paused`. */
  readonly #by = new Map<string, Set<string>>()

  apply(event: TimelineEvent): void {
    if (event.t === 'process' && event.event === 'spawned') this.#by.delete(event.process)
    if (event.t !== 'fault') return
    const { process, fault, parameters } = event
    const by = this.#by.get(process) ?? new Set()
    this.#by.set(process, by)
    const link = asString(asRecord(parameters)['link']) ?? 'control'
    if (fault === 'pause') by.add('paused')
    if (fault === 'resume') by.delete('paused')
    if (ON_LINKS.has(fault)) by.add(link)
    if (fault === 'heal') by.delete(link)
  }

  has(process: string): boolean {
    return (this.#by.get(process)?.size ?? 0) > 0
  }
}
