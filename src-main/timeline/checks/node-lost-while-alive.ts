// Without a master: no member drops another whose process runs, is not stopping, and has no injected fault.
import type { Nanoseconds, TimelineEvent } from '../event.ts'
import type { Rule, Violation } from './finding.ts'
import { MemberHealth } from './member-health.ts'

/** The others may feel that a process ends before its parent does. */
const END_GRACE_NS: Nanoseconds = 1e9

export const nodeLostWhileAlive: Rule = (events, { dialect, idleNs, words }) => {
  if (dialect.hasMaster || !dialect.sees.views) return []
  const health = new MemberHealth()
  const ends = endsIn(events)
  return events.flatMap((event): Violation[] => {
    health.apply(event)
    if (event.t !== 'view') return []
    const { process, at, id: row, added, removed } = event
    // It takes a while until a fault is felt, and until it is over.
    const isHealthy = (member: string) => health.isUnfaultedSince(member, at - idleNs)
    const lost = removed.filter(
      ({ id, instance, reason }) =>
        id !== process &&
        reason !== 'closed' &&
        !added.some((member) => member.id === id) &&
        health.isCurrent(id, instance) &&
        isHealthy(id) &&
        isHealthy(process) &&
        !ends.get(id)?.some((end) => end >= at && end <= at + END_GRACE_NS),
    )
    return lost.map(({ id }) => ({
      rule: 'node-lost-while-alive',
      events: [row],
      text: words.checks.droppedAlive(process, id),
    }))
  })
}

/** Process → when it began to stop, or exited. */
function endsIn(events: readonly TimelineEvent[]): Map<string, Nanoseconds[]> {
  const ends = new Map<string, Nanoseconds[]>()
  for (const event of events) {
    const isEnd =
      (event.t === 'process' && (event.event === 'exited' || event.event === 'stopping')) ||
      (event.t === 'state' && (event.to === 'stopping' || event.to === 'failed'))
    if (isEnd) ends.set(event.process, [...(ends.get(event.process) ?? []), event.at])
  }
  return ends
}
