// The rows of numbers: times, durations, sizes and counts in both runs.
import type { Measure, Moment, TimelineDiff } from './difference.ts'
import {
  measured,
  ofRun,
  registrationOf,
  weightOf,
  type DiffAspect,
  type DiffRow,
  type DiffUnit,
} from './row.ts'
import { START_STATES } from './starts.ts'

export function numberRows(diff: TimelineDiff): DiffRow[] {
  return [
    ...requestRows(diff),
    ...milestoneRows(diff),
    ...convergenceRows(diff),
    ...startRows(diff),
    ...memoryRows(diff),
    ...packetRows(diff),
    ...phaseRows(diff),
  ]
}

function requestRows({ requests }: TimelineDiff): DiffRow[] {
  return requests.flatMap(({ name, rpc, asked, failed, unanswered, p50, p95 }) => {
    const of = (aspect: DiffAspect, unit: DiffUnit, measure: Measure): DiffRow =>
      measured('request', name, aspect, unit, measure)
    const isNews = rpc && Boolean(failed.a) !== Boolean(failed.b)
    return [
      { ...of('asked', 'count', asked), isWorse: false },
      { ...of('failed', 'count', failed), weight: isNews ? 'different' : weightOf(failed) },
      of('unanswered', 'count', unanswered),
      of('p50', 'milliseconds', p50),
      of('p95', 'milliseconds', p95),
    ]
  })
}

function milestoneRows({ milestones, runs: { a, b } }: TimelineDiff): DiffRow[] {
  const reached = milestones.filter((one) => one.name !== 'start' && (one.a ?? one.b))
  const rows = reached.map(({ name, a: mine, b: yours, change }): DiffRow => ({
    ...measured('milestone', name, 'moment', 'milliseconds', change),
    at: { a: mine?.at ?? null, b: yours?.at ?? null },
    detail: serversOf(mine, yours),
    isWorse: name !== 'stop' && (change.by ?? 0) > 0,
  }))
  const by = b.milliseconds - a.milliseconds
  const length = { ...ofRun('length'), a: a.milliseconds, b: b.milliseconds, by }
  return [...rows, { ...length, group: 'milestone', unit: 'milliseconds' }]
}

function serversOf(a: Moment | null, b: Moment | null): string {
  return [...new Set([a?.server, b?.server].filter((id) => id !== undefined))].join(', ')
}

function convergenceRows({ convergence: { divergences, p50, p95 } }: TimelineDiff): DiffRow[] {
  return [
    measured('convergence', '', 'divergences', 'count', divergences),
    measured('convergence', '', 'p50', 'milliseconds', p50),
    measured('convergence', '', 'p95', 'milliseconds', p95),
  ]
}

function startRows({ starts, milestones }: TimelineDiff): DiffRow[] {
  return starts.flatMap((start) => {
    const at = registrationOf(milestones, start.server)
    return START_STATES.filter((state) => start[state].a !== null || start[state].b !== null).map(
      (state) => ({ ...measured('start', start.server, state, 'milliseconds', start[state]), at }),
    )
  })
}

function memoryRows({ memory: { together, servers } }: TimelineDiff): DiffRow[] {
  return [{ server: '', ...together }, ...servers].flatMap(({ server, ready, exited }) => [
    measured('memory', server, 'memoryReady', 'bytes', ready),
    measured('memory', server, 'memoryEnd', 'bytes', exited),
  ])
}

function packetRows({ packets }: TimelineDiff): DiffRow[] {
  return packets.flatMap(({ name, count, bytes, p50, p95 }) => [
    { ...measured('packet', name, 'count', 'count', count), isWorse: false },
    { ...measured('packet', name, 'bytes', 'bytes', bytes), isWorse: false },
    measured('packet', name, 'p50', 'milliseconds', p50),
    measured('packet', name, 'p95', 'milliseconds', p95),
  ])
}

function phaseRows({ phases }: TimelineDiff): DiffRow[] {
  return phases.flatMap(({ phase, events, bytes }) => [
    { ...measured('phase', phase, 'events', 'count', events), isWorse: false },
    { ...measured('phase', phase, 'bytes', 'bytes', bytes), isWorse: false },
  ])
}
