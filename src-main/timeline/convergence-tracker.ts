// Convergence over time. The window, `grove wait`, `grove check` and the recorder all follow a run with this.
import type { Dialect } from '../../core/protocol/dialect.ts'
import { GROVE_DIALECT } from '../../core/protocol/grove-dialect.ts'
import {
  agrees,
  convergence,
  countedServers,
  hasCountedServers,
  isCounted,
  ViewComparison,
  type Convergence,
} from './convergence.ts'
import type { TimelineEvent } from './event.ts'
import { ClusterState } from './replay.ts'

/** Kinds of events that can change the convergence. A packet can only if it announces a new server. */
const RELEVANT_EVENTS = new Set<TimelineEvent['t']>(['process', 'state', 'view', 'proxy'])

export class ConvergenceTracker {
  /** The cluster after the events so far, without pending RPC requests. */
  readonly state: ClusterState
  readonly #comparison = new ViewComparison()
  #current: Convergence | null = null
  #converged: boolean | null = null
  /** A server that did not agree: until it does, nobody else needs to be compared. */
  #disagreeing: string | null = null

  /** @param state the cluster before the first event */
  constructor(dialect: Dialect = GROVE_DIALECT, state: ClusterState = new ClusterState(dialect)) {
    this.state = state
  }

  /** Returns whether the event may have changed the convergence. */
  apply(event: TimelineEvent): boolean {
    // Most events of a long run are RPC packets. They change neither views nor proxies.
    if (event.t === 'packet' && event.link === 'rpc') return false
    const knownRecords = this.state.records.version
    this.state.apply(event)
    if (!RELEVANT_EVENTS.has(event.t) && this.state.records.version === knownRecords) return false
    this.#current = null
    this.#converged = null
    return true
  }

  /** Every server compared. Costs the servers squared after a change of the registry. */
  get current(): Convergence {
    return (this.#current ??= convergence(this.state, this.#comparison))
  }

  /** The same as `current.converged`, for less: it stops at the first server that does not agree. */
  get converged(): boolean {
    return (this.#converged ??= this.#current?.converged ?? this.#allAgree())
  }

  /** Whether there are servers that should agree, and do not all. */
  get diverged(): boolean {
    return !this.converged && hasCountedServers(this.state)
  }

  #allAgree(): boolean {
    const { state } = this
    if (state.dialect.hasMaster && !state.registry) return false
    const last = this.#disagreeing === null ? undefined : state.processes.get(this.#disagreeing)
    if (last && isCounted(last, state) && !agrees(last, state, this.#comparison)) return false
    const counted = countedServers(state)
    const disagreeing = counted.find((one) => !agrees(one, state, this.#comparison))
    this.#disagreeing = disagreeing?.id ?? null
    return counted.length > 0 && disagreeing === undefined
  }
}
