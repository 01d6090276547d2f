// The effects of events, by the causes that events name.
import type { TimelineEvent } from './event.ts'

export class Effects {
  readonly #byCause = new Map<string, string[]>()

  constructor(events: readonly TimelineEvent[]) {
    for (const event of events) {
      if (event.t === 'packet' || !('causes' in event) || !('id' in event)) continue
      for (const cause of event.causes ?? []) {
        const known = this.#byCause.get(cause)
        if (known) known.push(event.id)
        else this.#byCause.set(cause, [event.id])
      }
    }
  }

  /** Returns the ids of all effects of some events, without effects of further packets. */
  of(roots: readonly string[]): Set<string> {
    const found = new Set<string>()
    const open = [...roots]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const effect of this.#byCause.get(id) ?? []) {
        if (found.has(effect)) continue
        found.add(effect)
        open.push(effect)
      }
    }
    return found
  }
}
