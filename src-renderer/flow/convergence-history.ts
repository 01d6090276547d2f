// How many views agreed with the master's, over time. Fed with events as they come; a sample is kept only where the answer changed.
import { ClusterState, convergence, timeOf } from '../../src-main/timeline/index.ts'
import type { Convergence, TimelineEvent } from '../../src-main/timeline/index.ts'
import { TimeOrdered } from './time-ordered.ts'

const CHANGES = new Set<TimelineEvent['t']>(['process', 'state', 'view', 'proxy'])
/** Packets of these phases carry the records that say who can be called. */
const TELLING = new Set(['register', 'subscribe', 'notify', 'connect'])

export class ConvergenceHistory {
  readonly samples = new TimeOrdered<Convergence>()
  readonly #state = new ClusterState()
  #latest: Convergence | null = null
  /** Asking costs the square of the servers, so large clusters are asked less often. */
  #pause = 0
  #askedAt = Number.NEGATIVE_INFINITY

  get latest(): Convergence | null {
    return this.#latest
  }

  /** The answer at a time; null before the first. */
  at(time: number): Convergence | null {
    return this.samples.items[this.samples.after(time) - 1] ?? null
  }

  take(events: readonly TimelineEvent[]): void {
    let changedAt: number | null = null
    for (const event of events) {
      this.#state.apply(event)
      if (!CHANGES.has(event.t) && !(event.t === 'packet' && TELLING.has(event.phase))) continue
      // A packet is known when it was received, but carries the time of its sending: history never runs backwards.
      changedAt = Math.max(timeOf(event), this.#askedAt)
      if (changedAt - this.#askedAt >= this.#pause) this.#ask(changedAt)
    }
    if (changedAt !== null && changedAt !== this.#askedAt) this.#ask(changedAt)
  }

  #ask(time: number): void {
    const answer = convergence(this.#state)
    this.#askedAt = time
    this.#pause = answer.total <= 20 ? 0 : answer.total * 2e5
    if (this.#latest && same(this.#latest, answer)) return
    this.#latest = answer
    this.samples.add(time, answer)
  }
}

function same(a: Convergence, b: Convergence): boolean {
  return (
    a.converged === b.converged &&
    a.agreeing === b.agreeing &&
    a.total === b.total &&
    JSON.stringify([a.disagreements, a.notStarted]) === JSON.stringify([b.disagreements, b.notStarted])
  )
}
