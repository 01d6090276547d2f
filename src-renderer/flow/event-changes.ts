// What an event changed in the cluster: itself, or by way of what its receiver did because of it.
import {
  stateChanges,
  type StateChange,
  type TimelineEvent,
  type TimelineWords,
} from '../../src-main/timeline/index.ts'
import type { EventStore } from './store.ts'

/** The events of one cause that are looked at: a server's start has a few dozen. */
const MAX_EVENTS = 200

/** Returns the changes in the order of time. Effects of further packets are theirs. */
export function changesOf(store: EventStore, event: TimelineEvent, words: TimelineWords): StateChange[] {
  const rows: TimelineEvent[] = event.t === 'packet' || event.t === 'finding' ? [] : [event]
  const seen = new Set<string>()
  const open = 'id' in event ? [event.id] : []
  for (let id = open.pop(); id !== undefined && rows.length < MAX_EVENTS; id = open.pop()) {
    for (const effect of store.controlEffectsOf(id)) {
      if (effect.t === 'packet' || !('id' in effect) || seen.has(effect.id)) continue
      seen.add(effect.id)
      rows.push(effect)
      open.push(effect.id)
    }
  }
  const points = rows.flatMap((row) => {
    const place = store.events.placeOf(row)
    return place === null || !('process' in row) ? [] : { place, process: row.process }
  })
  return stateChanges(
    store.replay,
    store.events,
    points.toSorted((one, other) => one.place - other.place),
    words,
  )
}
