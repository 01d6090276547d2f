// Compares two runs. They differ by plan, servers, events, order, convergence and findings. Times, sizes and counts are
// reported, and marked if far apart, but do not make runs different.
import type { Timeline } from '../event.ts'
import type { Pair, RunOutline, TimelineDiff } from './difference.ts'
import { compareFacts } from './unmatched-events.ts'
import { compareMemory } from './memory.ts'
import { BOUNDS, measure, toMilliseconds, spread } from './measure.ts'
import { compareMilestones, compareRegistrations } from './milestones.ts'
import { compareOrder } from './order.ts'
import { comparePackets, comparePhases } from './packets.ts'
import { comparePlans } from './plan.ts'
import { compareRequests } from './requests.ts'
import { compareRules } from './rules.ts'
import { compareStarts } from './starts.ts'
import { profileRun, type RunProfile } from './run-profile.ts'
import { countFacts } from './fact-counts.ts'
import { changesOf, differencesOf, type Compared } from './verdict.ts'

export type { TimelineDiff } from './difference.ts'
export { diffRows } from './rows.ts'
export {
  DIFF_GROUPS,
  type DiffAspect,
  type DiffGroup,
  type DiffRow,
  type DiffUnit,
  type DiffWeight,
} from './row.ts'
export { diffAsMarkdown } from './markdown.ts'
export { diffAsText } from './text.ts'

/** Compares two runs in time proportional to their events. */
export function diffTimelines(a: Timeline, b: Timeline): TimelineDiff {
  const runs = { a: profileRun(a), b: profileRun(b) }
  const compared = compare(runs)
  const differences = differencesOf(compared)
  return { v: 1, same: differences.length === 0, differences, changes: changesOf(compared), ...compared }
}

function compare(runs: Pair<RunProfile>): Compared {
  const { a, b } = runs
  // A recording that was cut off has no stop: ignore the other's stop too, instead of reporting each of its events.
  const facts = {
    a: countFacts(a, b.exit === null ? a.stop : null),
    b: countFacts(b, a.exit === null ? b.stop : null),
  }
  return {
    notes: [...notesOf('A', a), ...notesOf('B', b)],
    bounds: BOUNDS,
    runs: { a: outline(a), b: outline(b) },
    plan: comparePlans(a, b),
    ...compareFacts(runs, facts),
    milestones: compareMilestones(a, b),
    registrations: compareRegistrations(a, b),
    convergence: compareConvergence(a, b),
    starts: compareStarts(a, b),
    memory: compareMemory(a, b),
    phases: comparePhases(a, b),
    packets: comparePackets(a, b),
    requests: compareRequests(a, b),
    order: compareOrder(facts.a, facts.b),
    findings: compareRules(a, b),
  }
}

function outline(run: RunProfile): RunOutline {
  const { run: id, plan, startedAt, generator } = run.header
  const stop = run.stop ?? Infinity
  return {
    run: id,
    name: plan.name,
    startedAt,
    generator,
    events: run.events.length,
    milliseconds: toMilliseconds(run.end),
    exit: run.exit,
    ready: run.ready !== null,
    converged: run.converged !== null,
    agreedAtEnd: run.times.divergences.every(({ from, to }) => from >= stop || (to !== null && to <= stop)),
  }
}

function notesOf(name: string, { header, events, exit }: RunProfile): string[] {
  const lost = events.reduce((sum, event) => sum + (event.t === 'gap' ? event.lost : 0), 0)
  return [
    ...(exit === null
      ? [`${name} was cut off: its last moments may be missing, and the stop of the other is not compared`]
      : []),
    ...(header.selection ? [`${name} is a part of a recording: what it lacks may have been left out`] : []),
    ...(lost > 0 ? [`${lost} records of ${name} were lost: what it lacks may be among them`] : []),
  ]
}

function compareConvergence(a: RunProfile, b: RunProfile): TimelineDiff['convergence'] {
  const [mine, yours] = [agreementTimes(a), agreementTimes(b)]
  return { divergences: measure('count', mine.length, yours.length), ...spread(mine, yours) }
}

/** Of the times in which not all agreed those that ended, and not by the end of all. */
function agreementTimes({ times, stop }: RunProfile): number[] {
  const ended = times.divergences.filter(({ to }) => to !== null && to <= (stop ?? Infinity))
  return ended.map(({ from, to }) => ((to ?? from) - from) / 1e6)
}
