// The rows of what one run has and the other has not.
import type { TimelineDiff, UnmatchedEvent } from './difference.ts'
import { different, NO_MOMENT, ofRun, registrationOf, type DiffRow } from './row.ts'

export function differenceRows(diff: TimelineDiff): DiffRow[] {
  return [
    ...outcomeRows(diff),
    ...serverRows(diff),
    ...findingRows(diff),
    ...planRows(diff),
    ...eventRows(diff),
    ...orderRows(diff),
  ]
}

function outcomeRows({ runs: { a, b } }: TimelineDiff): DiffRow[] {
  const yesNo = (aspect: 'converged' | 'ready' | 'agreedAtEnd', at: DiffRow['at'] = NO_MOMENT): DiffRow => ({
    ...ofRun(aspect),
    unit: 'yesNo',
    a: a[aspect],
    b: b[aspect],
    weight: a[aspect] === b[aspect] ? 'close' : 'different',
    isWorse: a[aspect] && !b[aspect],
    at,
  })
  return [
    yesNo('converged'),
    yesNo('ready'),
    yesNo('agreedAtEnd', { a: a.milliseconds, b: b.milliseconds }),
    {
      ...ofRun('exit'),
      unit: 'count',
      a: a.exit,
      b: b.exit,
      weight: a.exit === b.exit ? 'close' : 'different',
      isWorse: b.exit !== 0,
      at: { a: a.milliseconds, b: b.milliseconds },
    },
    { ...ofRun('events'), unit: 'count', a: a.events, b: b.events, by: b.events - a.events },
  ]
}

function serverRows({ servers, milestones }: TimelineDiff): DiffRow[] {
  return servers.map(({ in: side, server, events }) => ({
    ...different('server', server, 'presence'),
    unit: 'yesNo',
    a: side === 'a',
    b: side === 'b',
    isWorse: side === 'a',
    at: registrationOf(milestones, server),
    detail: String(events),
  }))
}

function findingRows({ findings }: TimelineDiff): DiffRow[] {
  return findings.map(({ rule, severity, a, b, message }) => ({
    ...different('finding', rule, 'findings'),
    id: `finding ${severity} ${rule}`,
    unit: 'count',
    a,
    b,
    by: b - a,
    weight: a === 0 || b === 0 ? 'different' : a === b ? 'close' : 'apart',
    isWorse: b > a,
    detail: message,
  }))
}

function planRows({ plan }: TimelineDiff): DiffRow[] {
  return plan.map(({ what, a, b }) => ({ ...different('plan', what, 'definition'), a, b }))
}

/** The same event at several servers is one row. */
function eventRows({ events: { list } }: TimelineDiff): DiffRow[] {
  const groups = new Map<string, UnmatchedEvent[]>()
  for (const event of list) {
    const key = `${event.in} ${event.count.a} ${event.count.b} ${event.what}`
    const group = groups.get(key)
    if (group) group.push(event)
    else groups.set(key, [event])
  }
  return [...groups].map(([key, group]) => {
    const [{ in: side, what, count, at, after }] = group as [UnmatchedEvent]
    const names = group.flatMap(({ process }) => (process === '' ? [] : [process]))
    return {
      ...different('event', [names.join(', '), what].filter(Boolean).join(': '), 'occurrences'),
      id: `event ${key}`,
      unit: 'count',
      a: count.a,
      b: count.b,
      by: count.b - count.a,
      isWorse: side === 'b',
      at: { a: side === 'a' ? at : null, b: side === 'b' ? at : null },
      detail: `${after.milestone} + ${after.milliseconds.toFixed(1)} ms`,
    }
  })
}

function orderRows({ order }: TimelineDiff): DiffRow[] {
  return order.map(({ of, first, second }) => ({
    ...different('order', of, 'order'),
    a: `${first} → ${second}`,
    b: `${second} → ${first}`,
  }))
}
