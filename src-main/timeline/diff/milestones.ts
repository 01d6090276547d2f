// Milestones of a run: start, the k-th registration, ready, converged, stop.
import { bisect } from '../../../core/kit/binary-search.ts'
import type { Nanoseconds } from '../event.ts'
import type { Pair, UnmatchedEvent, Milestone, Moment } from './difference.ts'
import { measure, toMilliseconds } from './measure.ts'
import type { RunProfile } from './run-profile.ts'

/** Milestone → its moment, in the expected order; null if it was not reached. */
type Moments = ReadonlyMap<string, Moment | null>

export function compareMilestones(a: RunProfile, b: RunProfile): Milestone[] {
  const [mine, yours] = [momentsOf(a), momentsOf(b)]
  const longer = mine.size < yours.size ? yours : mine
  return [...longer.keys()].map((name) => {
    const both = { a: mine.get(name) ?? null, b: yours.get(name) ?? null }
    return { name, ...both, change: measure('milliseconds', both.a?.at ?? null, both.b?.at ?? null) }
  })
}

export function compareRegistrations(a: RunProfile, b: RunProfile): Pair<string[]> {
  const shared = (run: RunProfile, other: RunProfile): string[] =>
    [...run.registrations.keys()].filter((id) => other.registrations.has(id))
  return { a: shared(a, b), b: shared(b, a) }
}

/** Returns a function from a time to the latest milestone before it, and the time since. */
export function sinceMilestone(run: RunProfile): (at: Nanoseconds) => UnmatchedEvent['after'] {
  const reached = [...momentsOf(run)]
    .flatMap(([milestone, moment]) => (moment ? [{ milestone, at: moment.at }] : []))
    .sort((one, other) => one.at - other.at)
  return (time) => {
    const at = toMilliseconds(time)
    const { milestone, at: since } = reached[bisect(reached, (one) => one.at > at) - 1] ?? {
      milestone: 'start',
      at: 0,
    }
    return { milestone, milliseconds: toMilliseconds((at - since) * 1e6) }
  }
}

function momentsOf(run: RunProfile): Moments {
  const registered = [...run.registrations].map(
    ([server, at], index) => [`registration ${index + 1}`, moment(at, server)] as const,
  )
  return new Map([
    ['start', moment(0)],
    ['listening', moment(run.listening, run.master ?? undefined)],
    ...registered,
    ['ready', moment(run.ready)],
    ['converged', moment(run.converged)],
    ['stop', moment(run.stop)],
  ])
}

function moment(at: Nanoseconds | null, server?: string): Moment | null {
  return at === null ? null : { at: toMilliseconds(at), server }
}
