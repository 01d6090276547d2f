// Finds what happened in one run only: equal facts are paired, the nth with the nth.
import type { UnmatchedEvent, UnmatchedServer, TimelineDiff } from './difference.ts'
import { toMilliseconds } from './measure.ts'
import { sinceMilestone } from './milestones.ts'
import type { RunProfile } from './run-profile.ts'
import type { FactCounts } from './fact-counts.ts'

/** Of each run. */
const MAX_LISTED_EVENTS = 10_000

type Side = 'a' | 'b'

export interface UnmatchedFacts {
  servers: UnmatchedServer[]
  events: TimelineDiff['events']
}

export function compareFacts(
  runs: Record<Side, RunProfile>,
  facts: Record<Side, FactCounts>,
): UnmatchedFacts {
  const servers = unmatchedServers(runs)
  const [a, b] = [unmatchedEvents('a', runs, facts, servers), unmatchedEvents('b', runs, facts, servers)]
  const list = [...a.slice(0, MAX_LISTED_EVENTS), ...b.slice(0, MAX_LISTED_EVENTS)].sort(byTime)
  const more = { a: Math.max(0, a.length - MAX_LISTED_EVENTS), b: Math.max(0, b.length - MAX_LISTED_EVENTS) }
  return { servers: [...servers.values()], events: { list, more } }
}

function unmatchedServers({ a, b }: Record<Side, RunProfile>): Map<string, UnmatchedServer> {
  const only = (side: Side, run: RunProfile, other: RunProfile): UnmatchedServer[] =>
    [...run.servers.keys()]
      .filter((server) => !other.servers.has(server))
      .map((server) => ({ in: side, server, events: 0 }))
  return new Map([...only('a', a, b), ...only('b', b, a)].map((lone) => [lone.server, lone]))
}

/** Unmatched events of one run, in the order of time. Events of servers that the other run lacks are only counted. */
function unmatchedEvents(
  side: Side,
  runs: Record<Side, RunProfile>,
  facts: Record<Side, FactCounts>,
  servers: ReadonlyMap<string, UnmatchedServer>,
): UnmatchedEvent[] {
  const since = sinceMilestone(runs[side])
  const other = facts[side === 'a' ? 'b' : 'a']
  const found: UnmatchedEvent[] = []
  for (const [key, { fact, count, moments }] of facts[side].byKey) {
    const twin = other.byKey.get(key)?.count ?? 0
    if (fact.exact ? count <= twin : twin > 0) continue
    const lone = servers.get(fact.process) ?? servers.get(fact.about ?? '')
    const first = moments[twin]
    if (lone) lone.events += count - twin
    else if (first) {
      const counts = side === 'a' ? { a: count, b: twin } : { a: twin, b: count }
      const { process, what } = fact
      const at = toMilliseconds(first.at)
      found.push({ in: side, process, what, count: counts, at, after: since(first.at), event: first.event })
    }
  }
  return found.sort(byTime)
}

function byTime(one: UnmatchedEvent, other: UnmatchedEvent): number {
  return one.at - other.at
}
