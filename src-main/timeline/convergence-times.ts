// How long the cluster took to converge again, each time that it diverged.
import type { Dialect } from '../../core/protocol/dialect.ts'
import { GROVE_DIALECT } from '../../core/protocol/grove-dialect.ts'
import { ConvergenceTracker } from './convergence-tracker.ts'
import { timeOf, type Nanoseconds, type TimelineEvent } from './event.ts'
import { quantile } from './quantile.ts'
import { sortByTime } from './replay.ts'

/** A period in which not all servers agreed. */
interface Divergence {
  /** The event that began it. */
  event: TimelineEvent
  from: Nanoseconds
  /** Null if it lasted until the end. */
  to: Nanoseconds | null
}

export interface ConvergenceTimes {
  divergences: Divergence[]
  /** Divergences that ended, and how long they took in milliseconds; null if there are none. */
  count: number
  p50: number | null
  p95: number | null
}

/** @param events in any order */
export function convergenceTimes(
  events: readonly TimelineEvent[],
  dialect: Dialect = GROVE_DIALECT,
): ConvergenceTimes {
  const divergences = divergencesIn(sortByTime(events), dialect)
  const times = divergences.flatMap(({ from, to }) => (to === null ? [] : [(to - from) / 1e6]))
  const sorted = times.toSorted((a, b) => a - b)
  return { divergences, count: sorted.length, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) }
}

function divergencesIn(ordered: readonly TimelineEvent[], dialect: Dialect): Divergence[] {
  const tracker = new ConvergenceTracker(dialect)
  const found: Divergence[] = []
  let open: Divergence | null = null
  for (const event of ordered) {
    // RPC packets are high volume and never change the convergence.
    if (event.t === 'packet' && event.link === 'rpc') continue
    if (!tracker.apply(event)) continue
    if (!tracker.diverged) {
      if (open) open.to = timeOf(event)
      open = null
    } else if (!open) {
      open = { event, from: timeOf(event), to: null }
      found.push(open)
    }
  }
  return found
}
