// Reduces events to the state of the cluster, for the window, time travel and the checks.
import type { Dialect } from '../../core/protocol/dialect.ts'
import { GROVE_DIALECT } from '../../core/protocol/grove-dialect.ts'
import { isOnBus } from './bus.ts'
import { CopyOnWrite } from './copy-on-write.ts'
import { Departures } from './departures.ts'
import { hasOwnProtocol } from './dialect-of.ts'
import {
  timeOf,
  type FaultEvent,
  type LinkEvent,
  type Nanoseconds,
  type PacketEvent,
  type ProcessEvent,
  type ProxyEvent,
  type StateEvent,
  type TimelineEvent,
  type ViewEvent,
} from './event.ts'
import { KnownRecords } from './known-records.ts'
import { Links, type LinkState } from './links.ts'
import {
  resetForInstance,
  clearView,
  isSameInstance,
  newProcess,
  type ProcessState,
  type ViewState,
} from './process-state.ts'
import { applyFault, applyProcessRow } from './desired-state.ts'
import { Subscribers } from './subscribers.ts'
import { answeredKeys, pendingRequestsIn, type PendingRequest } from './pending-requests.ts'

export class ClusterState {
  #processes = new Map<string, ProcessState>()
  #links = new Links()
  #pending = new Map<string, PendingRequest>()
  #records = new KnownRecords()
  #departures = new Departures()
  #subscribers = new Subscribers()
  #changedAt: Nanoseconds | null = null
  #runsProjectCode = true
  #master: string | null = null
  #own = new CopyOnWrite()
  #membershipVersion = 0
  readonly dialect: Dialect

  constructor(dialect: Dialect = GROVE_DIALECT) {
    this.dialect = dialect
  }

  get processes(): ReadonlyMap<string, ProcessState> {
    return this.#processes
  }

  /** Open connections, by id. */
  get links(): ReadonlyMap<string, LinkState> {
    return this.#links.open
  }

  /** Requests of the control plane without an answer yet; for RPC calls see `PendingCalls`. */
  get pending(): PendingRequest[] {
    return [...this.#pending.values()]
  }

  get records(): KnownRecords {
    return this.#records
  }

  /** Who left the registry, or the views of others, and has not come back. */
  get departures(): Departures {
    return this.#departures
  }

  /** Who gets the master's news; of clusters without a master nobody. */
  get subscribers(): Subscribers {
    return this.#subscribers
  }

  /** When any view or process changed last. */
  get changedAt(): Nanoseconds | null {
    return this.#changedAt
  }

  /** False if the launcher found that none of the project's code runs. */
  get runsProjectCode(): boolean {
    return this.#runsProjectCode
  }

  get master(): ProcessState | null {
    return this.#master === null ? null : (this.#processes.get(this.#master) ?? null)
  }

  /** The master's registry; null while no master is alive. */
  get registry(): ViewState | null {
    return this.master?.view ?? null
  }

  /** Rises with each change of who is a live member. */
  get membershipVersion(): number {
    return this.#membershipVersion
  }

  /** Returns an independent copy. It is cheap: what neither changes stays shared. */
  fork(): ClusterState {
    const copy = new ClusterState(this.dialect)
    copy.#processes = this.#processes
    copy.#links = this.#links.fork()
    copy.#pending = this.#pending
    copy.#records = this.#records.fork()
    copy.#departures = this.#departures.fork()
    copy.#subscribers = this.#subscribers.fork()
    copy.#changedAt = this.#changedAt
    copy.#runsProjectCode = this.#runsProjectCode
    copy.#master = this.#master
    copy.#membershipVersion = this.#membershipVersion
    this.#own = new CopyOnWrite()
    return copy
  }

  apply(event: TimelineEvent): void {
    switch (event.t) {
      case 'process':
        return this.#applyProcess(event)
      case 'state':
        return this.#applyState(event)
      case 'view':
        return this.#applyView(event)
      case 'proxy':
        return this.#applyProxy(event)
      case 'link':
        return this.#applyLink(event)
      case 'packet':
        return this.#applyPacket(event)
      case 'fault':
        return this.#applyFault(event)
      case 'step':
        return this.#subscribers.learn(event)
      case 'finding':
        this.#runsProjectCode &&= event.rule !== 'no-project-code'
        return
      default:
    }
  }

  #applyProcess(event: ProcessEvent): void {
    this.#membershipVersion += 1
    this.#changedAt = event.at
    const process = this.#change(event.process)
    process.serverType = event.serverType
    process.role = event.role ?? 'server'
    process.observed = event.observed ?? true
    process.parent = event.parent ?? null
    applyProcessRow(process, event)
    if (this.dialect.hasMaster && event.serverType === 'master') this.#master = process.id
    if (event.event === 'spawned') {
      resetForInstance(process, null)
      process.pid = event.pid
    }
    if (event.event !== 'exited') return
    const { code = null, signal = null, reason } = event
    process.exit = { code, signal, reason, at: event.at }
    clearView(process)
    if (process.id === this.#master) this.#subscribers.clear()
    for (const { conn, dialler, listener } of this.#links.open.values()) {
      if (dialler === process.id || listener === process.id) this.#closeLink(conn)
    }
    for (const [key, { conn, from, to }] of this.#pending) {
      if (isOnBus(conn) && (from === process.id || to === process.id)) this.#answer(key)
    }
  }

  #applyState({ process: id, instance, to, reason, at }: StateEvent): void {
    const process = this.#alive(id, instance)
    if (!process) return
    this.#membershipVersion += 1
    this.#changedAt = at
    process.state = to
    process.stateSince = at
    process.reason = reason ?? null
    if (to === 'started') process.hasStarted = true
    if (to === 'failed') process.failure = reason ?? ''
    if (to === 'listening' && this.dialect.hasMaster) {
      this.#master ??= process.id
      process.view ??= { epoch: '', revision: 0, servers: new Map() }
    }
  }

  #applyView(event: ViewEvent): void {
    const process = this.#alive(event.process, event.instance)
    if (!process) return
    const { epoch, revision } = event
    const servers = this.#own.map(process.view?.servers ?? new Map<string, string>())
    for (const { id, instance } of event.removed)
      if (isSameInstance(servers.get(id), instance)) servers.delete(id)
    for (const { id, instance } of event.added) servers.set(id, instance)
    this.#records.learnView(event)
    this.#departures.learn(event, process === this.master)
    this.#changedAt = event.at
    process.view = { epoch, revision, servers }
    process.version += 1
  }

  #applyProxy({ process: id, server, instance, serverType, services, made }: ProxyEvent): void {
    if (this.#processes.get(id)?.exit) return
    const process = this.#change(id)
    const proxies = this.#own.map(process.proxies)
    if (made) proxies.set(server, { instance, serverType, services })
    else if (isSameInstance(proxies.get(server)?.instance, instance)) proxies.delete(server)
    process.proxies = proxies
    process.version += 1
  }

  #applyLink(event: LinkEvent): void {
    if (event.event === 'closed') this.#closeLink(event.conn)
    if (event.event === 'opened' && !this.#processes.get(event.process)?.exit) this.#links.add(event)
  }

  /** Every request ends with its link, and a subscription with the last one to the master. */
  #closeLink(conn: string): void {
    const link = this.#links.close(conn)
    for (const [key, request] of this.#pending) if (request.conn === conn) this.#answer(key)
    if (link?.link !== 'control' || link.dialler === null) return
    if (!this.#links.hasDialled(link.dialler, 'control')) this.#subscribers.remove(link.dialler)
  }

  #applyPacket(packet: PacketEvent): void {
    // RPC packets are high volume and change nothing here.
    if (packet.link === 'rpc') return
    this.#subscribers.unsubscribe(packet)
    if (hasOwnProtocol(this.dialect)) this.#records.learn(packet)
    for (const key of answeredKeys(packet)) this.#answer(key)
    for (const [key, request] of pendingRequestsIn(packet)) {
      this.#pending = this.#own.map(this.#pending)
      this.#pending.set(key, request)
    }
  }

  #applyFault(event: FaultEvent): void {
    const known = this.#processes.get(event.process)
    if (known && !known.exit) applyFault(this.#change(event.process), event)
  }

  #answer(key: string): void {
    if (!this.#pending.has(key)) return
    this.#pending = this.#own.map(this.#pending)
    this.#pending.delete(key)
  }

  /** Returns the process if this instance is alive; a new instance starts empty. */
  #alive(id: string, instance: string): ProcessState | null {
    const known = this.#processes.get(id)
    if (known && (known.exit || known.previous === instance)) return null
    const process = this.#change(id)
    if (process.instance !== null && process.instance !== instance) resetForInstance(process, instance)
    process.instance = instance
    return process
  }

  /** Returns the process for a change. */
  #change(id: string): ProcessState {
    const known = this.#processes.get(id)
    const process = known ? this.#own.object(known) : this.#own.adopt(newProcess(id))
    if (process === known) return process
    this.#processes = this.#own.map(this.#processes)
    this.#processes.set(id, process)
    return process
  }
}

/** Returns a copy in the order of time; events of one moment in the order of the recorder. */
export function sortByTime<T extends TimelineEvent>(events: readonly T[]): T[] {
  return events.toSorted((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq)
}
