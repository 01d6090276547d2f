// The order in which exports list processes: the master, then the plan's servers in its order, then whoever else spoke.
import type { Timeline, TimelineEvent } from '../event.ts'

export function lanesOf({ header, events }: Timeline): string[] {
  const { master, servers } = header.plan
  const planned = [master.id, ...servers.map(({ id }) => id)]
  const seen = new Set<string>()
  for (const event of events) for (const id of processesOf(event)) seen.add(id)
  const known = planned.filter((id) => seen.has(id))
  return [...new Set([...known, ...seen])]
}

/** Processes that reported something themselves; others only appear as the peers of these. */
export function tappedProcesses(events: readonly TimelineEvent[]): Set<string> {
  return new Set(
    events.flatMap((event) => (event.t === 'state' || event.t === 'process' ? [event.process] : [])),
  )
}

function processesOf(event: TimelineEvent): string[] {
  if (event.t === 'packet') return [event.from, event.to]
  return 'process' in event && event.process !== 'grove' ? [event.process] : []
}
