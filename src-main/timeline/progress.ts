// How far a run has come: when all planned servers were started at once, and when all of them agreed with the master.
import { convergence } from './convergence.ts'
import { timeOf, type FooterEvent, type HeaderEvent, type Nanoseconds, type TimelineEvent } from './event.ts'
import { ClusterState, sortByTime } from './replay.ts'

export type RunSummary = Omit<FooterEvent, 't' | 'exit'>

const CHANGES = new Set<TimelineEvent['t']>(['process', 'state', 'view', 'proxy'])

/** Fed with events as they come, it notes the first moments of `ready` and `converged`. */
export class Progress {
  readonly state = new ClusterState()
  readyAt: Nanoseconds | null = null
  convergedAt: Nanoseconds | null = null
  #planned: readonly string[]
  #events = 0
  #dropped = 0
  #findings = 0

  constructor(plan: HeaderEvent['plan']) {
    this.#planned = plan.servers.map(({ id }) => id)
  }

  apply(event: TimelineEvent): void {
    this.state.apply(event)
    this.#events += 1
    if (event.t === 'gap') this.#dropped += event.lost
    if (event.t === 'finding') this.#findings += 1
    if (CHANGES.has(event.t)) this.#update(timeOf(event))
  }

  summary(): RunSummary {
    return {
      ready: this.readyAt !== null,
      converged: this.convergedAt !== null,
      servers: this.#planned.length,
      readyMs: milliseconds(this.readyAt),
      convergedMs: milliseconds(this.convergedAt),
      events: this.#events,
      dropped: this.#dropped,
      findings: this.#findings,
    }
  }

  #update(at: Nanoseconds): void {
    if (this.convergedAt !== null || !this.#allStarted()) return
    this.readyAt ??= at
    if (convergence(this.state).converged) this.convergedAt = at
  }

  #allStarted(): boolean {
    const { processes } = this.state
    return this.#planned.every((id) => {
      const process = processes.get(id)
      return process?.state === 'started' && process.phase === 'ready' && process.exit === null
    })
  }
}

/** All of a footer but `t` and `exit`, for events in any order. */
export function summarizeRun({ plan }: HeaderEvent, events: readonly TimelineEvent[]): RunSummary {
  const progress = new Progress(plan)
  for (const event of sortByTime(events)) progress.apply(event)
  return progress.summary()
}

function milliseconds(at: Nanoseconds | null): number | null {
  return at === null ? null : Math.round(at / 1000) / 1000
}
