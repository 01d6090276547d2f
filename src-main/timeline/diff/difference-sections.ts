// The sections of what one run has and the other has not.
import type { UnmatchedEvent, TimelineDiff } from './difference.ts'
import { MAX_ROWS, truncateList, truncatedTable, type Section } from './section.ts'
import { clip, pluralize, enumerate, formatMilliseconds } from './format.ts'

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
    ...truncatedTable(['', 'A', 'B'], plan, ({ what, a, b }) => [what, a ?? '-', b ?? '-'].map(clip)),
  }
}

function serverSection({ servers }: TimelineDiff): Section {
  const lines = servers.map(
    ({ in: side, server, events }) =>
      `${server} only in ${side.toUpperCase()}, with ${pluralize(events, 'event')} of it and about it`,
  )
  return { title: 'Servers in one run only', lines: truncateList(lines) }
}

/** The same event at several servers is one line. */
function eventSection({ events: { list } }: TimelineDiff): Section {
  const groups = new Map<string, UnmatchedEvent[]>()
  for (const event of list) {
    const key = `${event.in} ${event.count.a} ${event.count.b} ${event.what}`
    const group = groups.get(key)
    if (group) group.push(event)
    else groups.set(key, [event])
  }
  return {
    title: 'Events in one run only',
    ...truncatedTable(['in', 'at', 'since', 'whose', 'what', 'A/B'], [...groups.values()], happening),
  }
}

function happening(events: UnmatchedEvent[]): string[] {
  const [first] = events
  if (!first) return []
  const { in: side, at, after, process, what, count } = first
  return [
    side.toUpperCase(),
    formatMilliseconds(at),
    `${after.milestone} + ${formatMilliseconds(after.milliseconds)}`,
    process === '' ? 'any' : enumerate(events.map((each) => each.process)),
    clip(what),
    `${count.a}/${count.b}`,
  ]
}

function orderSection({ order }: TimelineDiff): Section {
  const lines = order.map(
    ({ of, first, second }) =>
      `${of}: in A "${clip(first)}" came before "${clip(second)}", in B it came later`,
  )
  return { title: 'In another order', lines: truncateList(lines) }
}

function findingSection({ findings }: TimelineDiff): Section {
  const row = (each: (typeof findings)[number]) => [
    each.severity,
    each.rule,
    String(each.a),
    String(each.b),
    clip(each.message),
  ]
  return {
    title: 'Findings of the checks',
    ...truncatedTable(['', 'rule', 'A', 'B', 'first'], findings, row),
  }
}

/** The order is a race, so it makes no difference, but it may help. */
function registrationSection({ registrations: { a, b } }: TimelineDiff): Section {
  const same = a.every((id, index) => b[index] === id)
  const lines = same ? [] : [`A: ${enumerate(a, MAX_ROWS)}`, `B: ${enumerate(b, MAX_ROWS)}`]
  return { title: 'Order of registration (a race, and so no difference)', lines }
}
