// The graph of causes between events. A packet's id stands for both its sending and its receipt.
import type { LinkEvent, TimelineEvent } from '../../src-main/timeline/index.ts'

/** Effect → causes, by event id; includes those that follow only from both ends of a connection. */
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
    // The dialler dials, the listener sees the connection, then the dialler learns that it is open.
    causes.set(listener.id, [...(listener.causes ?? []), ...(dialler.causes ?? [])])
    causes.set(dialler.id, [...(dialler.causes ?? []), listener.id])
  }
  return causes
}

/** Returns a test for a chain of causes from event `a` to event `b`, both given by id. */
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
