// The effects of events, by the causes that events name.
import type { TimelineEvent } from './event.ts'

/** Returns the ids of all effects of some events, without effects of further packets. */
export function effectsOf(events: readonly TimelineEvent[], roots: readonly string[]): Set<string> {
  const effects = new Map<string, string[]>()
  for (const event of events) {
    if (event.t === 'packet' || !('causes' in event) || !('id' in event)) continue
    for (const cause of event.causes ?? []) {
      const known = effects.get(cause)
      if (known) known.push(event.id)
      else effects.set(cause, [event.id])
    }
  }
  const found = new Set<string>()
  const open = [...roots]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const effect of effects.get(id) ?? []) {
      if (found.has(effect)) continue
      found.add(effect)
      open.push(effect)
    }
  }
  return found
}
