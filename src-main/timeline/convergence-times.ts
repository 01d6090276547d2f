// How long the cluster took to agree again, each time that it did not.
import { convergence } from './convergence.ts'
import { timeOf, type Nanoseconds, type TimelineEvent } from './event.ts'
import { quantile } from './quantile.ts'
import { ClusterState, sortByTime } from './replay.ts'

/** A time in which not all agreed with the master. */
export interface Divergence {
  /** The event with which it began, by its place in the list. */
  event: TimelineEvent
  from: Nanoseconds
  /** Null where it lasted until the end. */
  to: Nanoseconds | null
}

export interface ConvergenceTimes {
  divergences: Divergence[]
  /** Of those that ended: how many, and how long they took, milliseconds; null where there is none. */
  count: number
  p50: number | null
  p95: number | null
}

const CHANGES = new Set<TimelineEvent['t']>(['process', 'state', 'view', 'proxy'])

/** Events in any order. */
export function convergenceTimes(events: readonly TimelineEvent[]): ConvergenceTimes {
  const divergences = divergencesIn(sortByTime(events))
  const times = divergences.flatMap(({ from, to }) => (to === null ? [] : [(to - from) / 1e6]))
  const sorted = times.toSorted((a, b) => a - b)
  return { divergences, count: sorted.length, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) }
}

function divergencesIn(ordered: readonly TimelineEvent[]): Divergence[] {
  const state = new ClusterState()
  const found: Divergence[] = []
  let open: Divergence | null = null
  let witness: { id: string; version: number; truth: number } | null = null
  for (const event of ordered) {
    // Calls change nothing of it, and there are many.
    if (event.t === 'packet' && event.link === 'rpc') continue
    state.apply(event)
    if (!CHANGES.has(event.t)) continue
    // Whoever lacked something lacks it until itself or the master has changed: only then all are asked.
    const changed = witness === null || state.processes.get(witness.id)?.version !== witness.version
    if (open && !changed && state.master?.version === witness?.truth && !isOfWitness(event, witness)) continue
    const { converged, disagreements, total } = convergence(state)
    const lacking = disagreements[0] && state.processes.get(disagreements[0].server)
    witness = lacking ? { id: lacking.id, version: lacking.version, truth: state.master?.version ?? 0 } : null
    if (converged || total === 0) {
      if (open) open.to = timeOf(event)
      open = null
    } else if (!open) {
      open = { event, from: timeOf(event), to: null }
      found.push(open)
    }
  }
  return found
}

/** Its own state and its end change nothing that it holds, and decide whether it counts. */
function isOfWitness(event: TimelineEvent, witness: { id: string } | null): boolean {
  return (event.t === 'state' || event.t === 'process') && event.process === witness?.id
}
