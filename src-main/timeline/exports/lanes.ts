// The order of processes in exports: the master, the servers in the order of the plan, then all others.
import type { Timeline, TimelineEvent } from '../event.ts'

export function lanesOf({ header, events }: Timeline): string[] {
  const { master, servers } = header.plan
  const planned = [...(master ? [master.id] : []), ...servers.map(({ id }) => id)]
  const seen = new Set<string>()
  for (const event of events) for (const id of processesOf(event)) seen.add(id)
  const known = planned.filter((id) => seen.has(id))
  return [...new Set([...known, ...seen])]
}

/** Returns the processes that reported something; others appear only as their peers. */
export function tappedProcesses(events: readonly TimelineEvent[]): Set<string> {
  return new Set(
    events.flatMap((event) => (event.t === 'state' || event.t === 'process' ? [event.process] : [])),
  )
}

function processesOf(event: TimelineEvent): string[] {
  if (event.t === 'packet') return [event.from, event.to]
  return 'process' in event && event.process !== 'grove' ? [event.process] : []
}
