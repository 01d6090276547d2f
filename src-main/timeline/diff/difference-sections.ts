// The sections that say what one run has and the other has not.
import type { LoneEvent, TimelineDiff } from './difference.ts'
import { MOST, shortened, tableOf, type Section } from './section.ts'
import { clipped, counted, enumerated, milliseconds } from './words.ts'

export function differenceSections(diff: TimelineDiff): Section[] {
  return [
    planSection(diff),
    serverSection(diff),
    eventSection(diff),
    orderSection(diff),
    findingSection(diff),
    registrationSection(diff),
  ]
}

function planSection({ plan }: TimelineDiff): Section {
  return {
    title: 'Plan',
    ...tableOf(['', 'A', 'B'], plan, ({ what, a, b }) => [what, a ?? '-', b ?? '-'].map(clipped)),
  }
}

function serverSection({ servers }: TimelineDiff): Section {
  const lines = servers.map(
    ({ in: side, server, events }) =>
      `${server} only in ${side.toUpperCase()}, with ${counted(events, 'event')} of it and about it`,
  )
  return { title: 'Servers in one run only', lines: shortened(lines) }
}

/** The same thing at several servers is one line. */
function eventSection({ events: { list } }: TimelineDiff): Section {
  const groups = new Map<string, LoneEvent[]>()
  for (const event of list) {
    const key = `${event.in} ${event.count.a} ${event.count.b} ${event.what}`
    const group = groups.get(key)
    if (group) group.push(event)
    else groups.set(key, [event])
  }
  return {
    title: 'Events in one run only',
    ...tableOf(['in', 'at', 'since', 'whose', 'what', 'A/B'], [...groups.values()], happening),
  }
}

function happening(events: LoneEvent[]): string[] {
  const [first] = events
  if (!first) return []
  const { in: side, at, after, process, what, count } = first
  return [
    side.toUpperCase(),
    milliseconds(at),
    `${after.milestone} + ${milliseconds(after.milliseconds)}`,
    process === '' ? 'any' : enumerated(events.map((each) => each.process)),
    clipped(what),
    `${count.a}/${count.b}`,
  ]
}

function orderSection({ order }: TimelineDiff): Section {
  const lines = order.map(
    ({ of, first, second }) =>
      `${of}: in A "${clipped(first)}" came before "${clipped(second)}", in B it came later`,
  )
  return { title: 'In another order', lines: shortened(lines) }
}

function findingSection({ findings }: TimelineDiff): Section {
  const row = (each: (typeof findings)[number]) => [
    each.severity,
    each.rule,
    String(each.a),
    String(each.b),
    clipped(each.message),
  ]
  return { title: 'Findings of the checks', ...tableOf(['', 'rule', 'A', 'B', 'first'], findings, row) }
}

/** Who comes first is a race, so this makes no difference; it is worth knowing all the same. */
function registrationSection({ registrations: { a, b } }: TimelineDiff): Section {
  const same = a.every((id, index) => b[index] === id)
  const lines = same ? [] : [`A: ${enumerated(a, MOST)}`, `B: ${enumerated(b, MOST)}`]
  return { title: 'Order of registration (a race, and so no difference)', lines }
}
