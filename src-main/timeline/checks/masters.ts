// The processes that act as master: only their views are registries.
import type { TimelineEvent } from '../event.ts'

export function mastersOf(events: readonly TimelineEvent[]): Set<string> {
  const masters = new Set<string>()
  for (const event of events) {
    if (event.t === 'packet' && event.link === 'control') {
      masters.add(event.direction === 'up' ? event.to : event.from)
    } else if (event.t === 'process' && event.serverType === 'master') masters.add(event.process)
  }
  return masters
}
