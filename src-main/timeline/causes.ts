// The graph of causes: which event arose from which. A packet's id stands for its sending and its receipt alike.
import type { LinkEvent, TimelineEvent } from './event.ts'

/** Effect → causes, by event id, also those that only the two ends of a connection together tell. */
function causesById(events: readonly TimelineEvent[]): Map<string, readonly string[]> {
  const causes = new Map<string, readonly string[]>()
  const opened = new Map<string, { dialler?: LinkEvent; listener?: LinkEvent }>()
  for (const event of events) {
    if ('causes' in event && event.causes && 'id' in event) causes.set(event.id, event.causes)
    if (event.t === 'link' && event.event === 'opened') {
      opened.set(event.conn, { ...opened.get(event.conn), [event.end]: event })
    }
  }
  for (const { dialler, listener } of opened.values()) {
    if (!dialler || !listener) continue
    // Dialling came first, then the listener saw the connection, then the dialler learned that it stands.
    causes.set(listener.id, [...(listener.causes ?? []), ...(dialler.causes ?? [])])
    causes.set(dialler.id, [...(dialler.causes ?? []), listener.id])
  }
  return causes
}

/** Whether one event must have happened before another: there is a chain of causes between them. Both are event ids. */
export function happensBefore(events: readonly TimelineEvent[]): (a: string, b: string) => boolean {
  const causes = causesById(events)
  return (a, b) => {
    const open = [...(causes.get(b) ?? [])]
    const seen = new Set(open)
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === a) return true
      for (const cause of causes.get(id) ?? []) {
        if (!seen.has(cause)) {
          seen.add(cause)
          open.push(cause)
        }
      }
    }
    return false
  }
}

/** All that arose from some events, followed through the own deeds of processes and not through further packets. */
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
