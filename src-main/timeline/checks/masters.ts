// The processes that act as master: only their views are registries.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { isOnBus } from '../bus.ts'
import type { TimelineEvent } from '../event.ts'

export function mastersOf(events: readonly TimelineEvent[], { hasMaster }: Dialect): Set<string> {
  const masters = new Set<string>()
  if (!hasMaster) return masters
  for (const event of events) {
    if (event.t === 'packet' && event.link === 'control' && !isOnBus(event.conn)) {
      masters.add(event.direction === 'up' ? event.to : event.from)
    } else if (event.t === 'process' && event.serverType === 'master') masters.add(event.process)
  }
  return masters
}
