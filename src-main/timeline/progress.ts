// The milestones of a run: when all planned servers were ready together, and when they had converged.
import { verdictBasis, type Convergence } from './convergence.ts'
import { ConvergenceTracker } from './convergence-tracker.ts'
import { dialectOf } from './dialect-of.ts'
import { timeOf, type FooterEvent, type HeaderEvent, type Nanoseconds, type TimelineEvent } from './event.ts'
import { sortByTime, type ClusterState } from './replay.ts'

/** What a footer says, but its exit code. */
export type FooterSummary = Omit<FooterEvent, 't' | 'exit'>

export class RunProgress {
  /** When all planned servers were ready for the first time. */
  readyAt: Nanoseconds | null = null
  convergedAt: Nanoseconds | null = null
  readonly #tracker: ConvergenceTracker
  readonly #planned: HeaderEvent['plan']['servers']
  #events = 0
  #dropped = 0
  #findings = 0

  constructor(header: Pick<HeaderEvent, 'plan' | 'dialect'>) {
    this.#planned = header.plan.servers
    this.#tracker = new ConvergenceTracker(dialectOf(header))
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
      servers: this.#planned.filter(({ role }) => role !== 'resource').length,
      readyMs: toMilliseconds(this.readyAt),
      convergedMs: toMilliseconds(this.convergedAt),
      events: this.#events,
      dropped: this.#dropped,
      findings: this.#findings,
      basis: this.#basis(),
    }
  }

  #update(at: Nanoseconds): void {
    if (!this.#allReady()) return
    this.readyAt ??= at
    if (this.#tracker.converged) this.convergedAt = Math.max(at, this.readyAt)
  }

  #allReady(): boolean {
    const { processes } = this.state
    return this.#planned.every(({ id }) => {
      const process = processes.get(id)
      if (process === undefined) return false
      if (process.role === 'resource' && process.exit?.code === 0) return true
      const isMember = process.role === 'server' && process.observed
      return process.phase === 'ready' && process.exit === null && (!isMember || process.state === 'started')
    })
  }

  /** Null unless the verdict was "converged". */
  #basis(): string | undefined {
    if (this.convergedAt === null) return undefined
    return verdictBasis(this.state.dialect, this.convergence.unknown) ?? undefined
  }
}

/** Events in any order. */
export function summarizeRun(header: HeaderEvent, events: readonly TimelineEvent[]): FooterSummary {
  const progress = new RunProgress(header)
  for (const event of sortByTime(events)) progress.apply(event)
  return progress.summary()
}

function toMilliseconds(at: Nanoseconds | null): number | null {
  return at === null ? null : Math.round(at / 1000) / 1000
}
