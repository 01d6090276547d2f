// What happened in one run and not in the other: facts are paired by what they mean, the nth with the nth.
import type { LoneEvent, LoneServer, TimelineDiff } from './difference.ts'
import { milliseconds } from './measure.ts'
import { sinceMilestone } from './milestones.ts'
import type { Survey } from './survey.ts'
import type { Tallies } from './tally.ts'

/** More than this of one run nobody reads. */
const MOST = 10_000

type Side = 'a' | 'b'

export interface Lone {
  servers: LoneServer[]
  events: TimelineDiff['events']
}

export function compareFacts(runs: Record<Side, Survey>, facts: Record<Side, Tallies>): Lone {
  const servers = loneServers(runs)
  const [a, b] = [loneEvents('a', runs, facts, servers), loneEvents('b', runs, facts, servers)]
  const list = [...a.slice(0, MOST), ...b.slice(0, MOST)].sort(inTime)
  const more = { a: Math.max(0, a.length - MOST), b: Math.max(0, b.length - MOST) }
  return { servers: [...servers.values()], events: { list, more } }
}

function loneServers({ a, b }: Record<Side, Survey>): Map<string, LoneServer> {
  const only = (side: Side, run: Survey, other: Survey): LoneServer[] =>
    [...run.servers.keys()]
      .filter((server) => !other.servers.has(server))
      .map((server) => ({ in: side, server, events: 0 }))
  return new Map([...only('a', a, b), ...only('b', b, a)].map((lone) => [lone.server, lone]))
}

/** Those of one run, in the order of time. What a server does that the other run lacks is counted for that server. */
function loneEvents(
  side: Side,
  runs: Record<Side, Survey>,
  facts: Record<Side, Tallies>,
  servers: ReadonlyMap<string, LoneServer>,
): LoneEvent[] {
  const since = sinceMilestone(runs[side])
  const other = facts[side === 'a' ? 'b' : 'a']
  const found: LoneEvent[] = []
  for (const [key, { fact, count, moments }] of facts[side].byKey) {
    const twin = other.byKey.get(key)?.count ?? 0
    if (fact.exact ? count <= twin : twin > 0) continue
    const lone = servers.get(fact.process) ?? servers.get(fact.about ?? '')
    const first = moments[twin]
    if (lone) lone.events += count - twin
    else if (first) {
      const counts = side === 'a' ? { a: count, b: twin } : { a: twin, b: count }
      const { process, what } = fact
      const at = milliseconds(first.at)
      found.push({ in: side, process, what, count: counts, at, after: since(first.at), event: first.event })
    }
  }
  return found.sort(inTime)
}

function inTime(one: LoneEvent, other: LoneEvent): number {
  return one.at - other.at
}
