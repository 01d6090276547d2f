// The milestones of a run: when all planned servers were ready together, and when they had converged.
import type { Convergence } from './convergence.ts'
import { ConvergenceTracker } from './convergence-tracker.ts'
import { timeOf, type FooterEvent, type HeaderEvent, type Nanoseconds, type TimelineEvent } from './event.ts'
import { sortByTime, type ClusterState } from './replay.ts'

/** What a footer says, but its exit code. */
export type FooterSummary = Omit<FooterEvent, 't' | 'exit'>

export class RunProgress {
  /** When all planned servers were ready for the first time. */
  readyAt: Nanoseconds | null = null
  convergedAt: Nanoseconds | null = null
  readonly #tracker = new ConvergenceTracker()
  readonly #planned: readonly string[]
  #events = 0
  #dropped = 0
  #findings = 0

  constructor(plan: HeaderEvent['plan']) {
    this.#planned = plan.servers.map(({ id }) => id)
  }

  /** The cluster after the events so far. */
  get state(): ClusterState {
    return this.#tracker.state
  }

  get convergence(): Convergence {
    return this.#tracker.current
  }

  apply(event: TimelineEvent): void {
    const changed = this.#tracker.apply(event)
    this.#events += 1
    if (event.t === 'gap') this.#dropped += event.lost
    if (event.t === 'finding') this.#findings += 1
    if (changed && this.convergedAt === null) this.#update(timeOf(event))
  }

  summary(): FooterSummary {
    return {
      ready: this.readyAt !== null,
      converged: this.convergedAt !== null,
      servers: this.#planned.length,
      readyMs: toMilliseconds(this.readyAt),
      convergedMs: toMilliseconds(this.convergedAt),
      events: this.#events,
      dropped: this.#dropped,
      findings: this.#findings,
    }
  }

  #update(at: Nanoseconds): void {
    if (!this.#allReady()) return
    this.readyAt ??= at
    if (this.#tracker.converged) this.convergedAt = at
  }

  #allReady(): boolean {
    const { processes } = this.state
    return this.#planned.every((id) => {
      const process = processes.get(id)
      return process?.state === 'started' && process.phase === 'ready' && process.exit === null
    })
  }
}

/** Events in any order. */
export function summarizeRun({ plan }: HeaderEvent, events: readonly TimelineEvent[]): FooterSummary {
  const progress = new RunProgress(plan)
  for (const event of sortByTime(events)) progress.apply(event)
  return progress.summary()
}

function toMilliseconds(at: Nanoseconds | null): number | null {
  return at === null ? null : Math.round(at / 1000) / 1000
}
