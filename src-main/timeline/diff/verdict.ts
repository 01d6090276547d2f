// The verdict of a comparison in sentences: what differs, and which numbers are far apart.
import type { UnmatchedEvent, Measure, RequestDifference, TimelineDiff } from './difference.ts'
import { TAP } from './plan.ts'
import { measure } from './measure.ts'
import { clip, pluralize, enumerate, formatGrowth, formatMilliseconds, formatMemory } from './format.ts'

/** A comparison before its verdict. */
export type Compared = Omit<TimelineDiff, 'v' | 'same' | 'differences' | 'changes'>

/** The most serious first. */
export function differencesOf(diff: Compared): string[] {
  return [
    ...outcomes(diff),
    ...lone(diff.servers.map(({ in: side, server }) => [side, server])),
    ...plans(diff),
    ...rules(diff),
    ...happenings(diff),
    ...orders(diff),
    ...(diff.plan.some(({ what }) => what === TAP) ? [] : methods(diff.requests.filter(({ rpc }) => rpc))),
  ]
}

function outcomes({ runs: { a, b } }: Compared): string[] {
  return [
    ...lacking('did not converge', a.converged, b.converged),
    // What was not ready cannot converge, and what did not converge cannot agree.
    ...(a.converged === b.converged ? lacking('was not ready', a.ready, b.ready) : []),
    ...(a.exit === b.exit ? [] : [exits(a.exit, b.exit)]),
    ...(a.converged === b.converged ? lacking('did not agree in the end', a.agreedAtEnd, b.agreedAtEnd) : []),
  ]
}

function lacking(what: string, a: boolean, b: boolean): string[] {
  return a === b ? [] : [`${a ? 'B' : 'A'} ${what}`]
}

function exits(a: number | null, b: number | null): string {
  if (a === null) return 'A was cut off'
  return b === null ? 'B was cut off' : `A ended with ${a}, B with ${b}`
}

/** "chat-3, chat-4 only in B". */
function lone(named: ['a' | 'b', string][]): string[] {
  return (['a', 'b'] as const).flatMap((side) => {
    const names = named.flatMap(([of, name]) => (of === side ? [name] : []))
    return names.length ? [`${enumerate(names)} only in ${side.toUpperCase()}`] : []
  })
}

function plans({ plan, servers }: Compared): string[] {
  const told = new Set(servers.map(({ server }) => `server ${server}`))
  const others = plan.filter(({ what }) => !told.has(what)).map(({ what }) => what)
  return others.length ? [`another plan (${enumerate(others)})`] : []
}

function rules({ findings }: Compared): string[] {
  return findings
    .filter(({ a, b }) => a === 0 || b === 0)
    .toSorted((one, other) => one.severity.localeCompare(other.severity))
    .map(({ rule, a, b }) => `the check ${rule} finds ${pluralize(a + b, 'fault')} only in ${a ? 'A' : 'B'}`)
}

/** Names the first, which may be the cause of the others. */
function happenings({ events: { list, more } }: Compared): string[] {
  const sides = [...new Set(list.map((event) => event.in))]
  return sides.map((side) => {
    const only = list.filter((event) => event.in === side)
    const sum = only.reduce((total, { count: { a, b } }) => total + Math.abs(a - b), more[side])
    return `${pluralize(sum, 'event')} only in ${side.toUpperCase()} (first ${only[0] ? nameOf(only[0]) : ''})`
  })
}

function nameOf({ process, what }: UnmatchedEvent): string {
  return clip(process === '' ? what : `${process}: ${what}`)
}

function orders({ order }: Compared): string[] {
  const [first] = order
  if (!first) return []
  const others = order.length > 1 ? ` and ${pluralize(order.length - 1, 'other order')}` : ''
  return [`another order of ${first.of}${others}`]
}

function methods(calls: RequestDifference[]): string[] {
  const only = (side: 'a' | 'b', count: (row: RequestDifference) => Measure): string[] => {
    const other = side === 'a' ? 'b' : 'a'
    return calls.filter((row) => count(row)[side] && !count(row)[other]).map(({ name }) => name)
  }
  const said = (verb: string, count: (row: RequestDifference) => Measure): string[] =>
    (['b', 'a'] as const).flatMap((side) => {
      const names = only(side, count)
      return names.length ? [`${enumerate(names)} ${verb} only in ${side.toUpperCase()}`] : []
    })
  return [...said('failed', ({ failed }) => failed), ...said('called', ({ asked }) => asked)]
}

/** In the order of interest: convergence, durations, amounts. */
export function changesOf(diff: Compared): string[] {
  const { convergence, starts, memory, requests, packets, phases, runs } = diff
  const moments = new Map(diff.milestones.map(({ name, change }) => [name, change]))
  return [
    ...['converged', 'ready', 'listening'].flatMap((name) => later(name, moments.get(name))),
    ...later('p95 of coming to agree', convergence.p95),
    ...starts.flatMap(({ server, started }) => later(`start of ${server}`, started)),
    ...requests.flatMap(({ name, p50 }) => later(`p50 of ${name}`, p50)),
    ...requests.flatMap(({ name, p95 }) => later(`p95 of ${name}`, p95)),
    ...packets.flatMap(({ name, p95 }) => later(`p95 of the way of ${name}`, p95)),
    ...larger('memory of all when they were ready', memory.together.ready),
    ...larger('memory of all in the end', memory.together.exited),
    ...memory.servers.flatMap(({ server, exited }) => larger(`memory of ${server} in the end`, exited)),
    ...later('its length', measure('milliseconds', runs.a.milliseconds, runs.b.milliseconds)),
    ...requests.flatMap(({ name, asked }) => more(`requests ${name}`, asked)),
    ...packets.flatMap(({ name, count }) => more(`packets ${name}`, count)),
    ...phases.flatMap(({ phase, bytes }) => larger(`size of ${phase}`, bytes)),
  ]
}

function later(what: string, change: Measure | undefined): string[] {
  return change?.beyond ? [`${what} ${formatGrowth(change, formatMilliseconds)}`] : []
}

function larger(what: string, change: Measure): string[] {
  return change.beyond ? [`${what} ${formatGrowth(change, formatMemory)}`] : []
}

function more(what: string, change: Measure): string[] {
  return change.beyond ? [`${what} ${formatGrowth(change, String)}`] : []
}
