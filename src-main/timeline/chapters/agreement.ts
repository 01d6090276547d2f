// When all views began and ceased to agree, while events arrive: by the one function of convergence, in the order of time.
import { bisect } from '../../../core/kit/binary-search.ts'
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { ConvergenceTracker } from '../convergence-tracker.ts'
import { timeOf, type Nanoseconds, type TimelineEvent } from '../event.ts'
import { ClusterState } from '../replay.ts'

/** Events between two snapshots, from which a late event is replayed. */
const SNAPSHOT_INTERVAL = 256

export interface AgreementChange {
  at: Nanoseconds
  converged: boolean
  /** Servers that agree; those that count if the cluster has converged. */
  agreeing: number
}

interface Snapshot {
  /** The number of events applied. */
  count: number
  changes: number
  state: ClusterState
}

export class Agreement {
  /** In the order of time. */
  readonly events: TimelineEvent[] = []
  readonly #times: Nanoseconds[] = []
  readonly #changes: AgreementChange[] = []
  readonly #dialect: Dialect
  #snapshots: Snapshot[]
  #tracker: ConvergenceTracker
  #applied = 0

  constructor(dialect: Dialect) {
    this.#dialect = dialect
    this.#tracker = new ConvergenceTracker(dialect)
    this.#snapshots = [{ count: 0, changes: 0, state: new ClusterState(dialect) }]
  }

  /** Takes an event that may change who agrees, or that belongs to the change of it. */
  add(event: TimelineEvent): void {
    const time = timeOf(event)
    const last = this.#times.at(-1)
    if (last === undefined || last <= time) {
      this.#times.push(time)
      this.events.push(event)
      return
    }
    const index = this.after(time)
    this.#times.splice(index, 0, time)
    this.events.splice(index, 0, event)
    if (index < this.#applied) this.#rollBack(index)
  }

  /** Returns the index of the first event that is not before `time`. */
  from(time: Nanoseconds): number {
    return bisect(this.#times, (one) => one >= time)
  }

  after(time: Nanoseconds): number {
    return bisect(this.#times, (one) => one > time)
  }

  /** The changes in the order of time. */
  get changes(): readonly AgreementChange[] {
    this.#applyAll()
    return this.#changes
  }

  /** Whether not all views agree just after `time`. */
  isDivergedAt(time: Nanoseconds): boolean {
    const before = bisect(this.changes, ({ at }) => at > time)
    return this.changes[before - 1]?.converged === false
  }

  /** Returns the last time in a range at which the views came to agree, if they still do at its end. */
  agreedIn(from: Nanoseconds, to: Nanoseconds): AgreementChange | null {
    const last = this.changes[bisect(this.changes, ({ at }) => at >= to) - 1]
    return last?.converged && last.at >= from ? last : null
  }

  #applyAll(): void {
    for (; this.#applied < this.events.length; this.#applied += 1) {
      const last = this.#snapshots.at(-1)
      if (last && this.#applied - last.count >= SNAPSHOT_INTERVAL) this.#snapshot()
      const event = this.events[this.#applied] as TimelineEvent
      if (!this.#tracker.apply(event)) continue
      const { converged } = this.#tracker
      if (converged === (this.#changes.at(-1)?.converged ?? null)) continue
      if (!converged && !this.#tracker.diverged) continue
      const agreeing = converged ? this.#tracker.current.total : 0
      this.#changes.push({ at: timeOf(event), converged, agreeing })
    }
  }

  #snapshot(): void {
    const state = this.#tracker.state.fork()
    this.#snapshots.push({ count: this.#applied, changes: this.#changes.length, state })
  }

  /** Forgets what was derived from the events from this index on. */
  #rollBack(index: number): void {
    while (this.#snapshots.length > 1 && (this.#snapshots.at(-1)?.count ?? 0) > index) this.#snapshots.pop()
    const { count, changes, state } = this.#snapshots.at(-1) as Snapshot
    this.#tracker = new ConvergenceTracker(this.#dialect, state.fork())
    this.#changes.length = changes
    this.#applied = count
  }
}
