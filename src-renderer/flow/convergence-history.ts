// The convergence of a run over time, as samples to draw. They may be thinned out: a verdict is computed from the state.
import {
  ConvergenceTracker,
  timeOf,
  type Convergence,
  type HeaderEvent,
  type TimelineEvent,
} from '../../src-main/timeline/index.ts'
import { TimeOrdered } from './time-ordered.ts'

/** Up to this many servers every change is a sample. */
const EXACT_SERVERS = 20
/** A sample names each server that disagrees, so large clusters have at most one in this time for each server. */
const INTERVAL_NS_PER_SERVER = 2e5

export class ConvergenceHistory {
  readonly samples = new TimeOrdered<Convergence>()
  #tracker = new ConvergenceTracker()
  #lastSample: Convergence | null = null
  #sampledAt = Number.NEGATIVE_INFINITY
  /** The time of the latest change, until it is in a sample. */
  #changedAt: number | null = null
  #intervalNs = 0

  /** The convergence after all events so far; null before the first server. */
  get latest(): Convergence | null {
    return this.#tracker.state.processes.size === 0 ? null : this.#tracker.current
  }

  /** To be called before the first event. */
  setHeader(header: HeaderEvent): void {
    this.#tracker = new ConvergenceTracker(header.dialect)
  }

  append(events: readonly TimelineEvent[]): void {
    for (const event of events) {
      // A packet is recorded when it is received, but has the time of its sending: samples never go back in time.
      const time = Math.max(timeOf(event), this.#changedAt ?? this.#sampledAt)
      if (this.#changedAt !== null && time - this.#sampledAt >= this.#intervalNs)
        this.#sample(this.#changedAt)
      if (!this.#tracker.apply(event)) continue
      this.#changedAt = time
      if (this.#tracker.converged !== this.#lastSample?.converged) this.#sample(time)
    }
    if (this.#changedAt !== null) this.#sample(this.#changedAt)
  }

  #sample(time: number): void {
    const { current } = this.#tracker
    this.#changedAt = null
    this.#sampledAt = time
    this.#intervalNs = current.total <= EXACT_SERVERS ? 0 : current.total * INTERVAL_NS_PER_SERVER
    if (this.#lastSample && isSame(this.#lastSample, current)) return
    this.#lastSample = current
    this.samples.add(time, current)
  }
}

function isSame(a: Convergence, b: Convergence): boolean {
  return (
    a.converged === b.converged &&
    a.agreeing === b.agreeing &&
    a.total === b.total &&
    JSON.stringify([a.disagreements, a.notStarted, a.unknown]) ===
      JSON.stringify([b.disagreements, b.notStarted, b.unknown])
  )
}
