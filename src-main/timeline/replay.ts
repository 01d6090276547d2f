// The one reducer: events in, the state of the cluster out. The live display, time travel and the checks all use it.
import type { LinkKind, ServerState } from '../../core/protocol/record.ts'
import {
  timeOf,
  type LinkEvent,
  type Nanoseconds,
  type ProcessEvent,
  type ProcessPhase,
  type ProxyEvent,
  type StateEvent,
  type TimelineEvent,
  type ViewEvent,
} from './event.ts'
import { KnownRecords } from './known-records.ts'

export interface ViewState {
  epoch: string
  revision: number
  /** Server id → instance. */
  servers: Map<string, string>
}

export interface ProxyState {
  instance: string
  serverType: string
  services: string[]
}

export interface ExitState {
  code: number | null
  signal: string | null
  reason?: string
}

export interface ProcessState {
  readonly id: string
  serverType: string
  pid: number | null
  instance: string | null
  /** The instance before this one: its late rows are no news. */
  previous: string | null
  /** Its own word on itself. */
  state: ServerState | null
  /** Why it is in this state, if it said so. */
  reason: string | null
  /** Its parent's word. */
  phase: ProcessPhase | null
  exit: ExitState | null
  view: ViewState | null
  /** By server id. */
  proxies: Map<string, ProxyState>
  /** Rises with each change of the view or the proxies. */
  version: number
}

export interface LinkState {
  conn: string
  link: LinkKind
  dialler: string | null
  listener: string | null
}

export class ClusterState {
  readonly processes = new Map<string, ProcessState>()
  /** Open connections by their id. */
  readonly links = new Map<string, LinkState>()
  readonly records = new KnownRecords()
  #master: ProcessState | null = null

  get master(): ProcessState | null {
    return this.#master
  }

  /** The master's truth; null while there is no master that lives. */
  get registry(): ViewState | null {
    return this.#master?.view ?? null
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
        return this.records.learn(event)
      default:
    }
  }

  #applyProcess(event: ProcessEvent): void {
    const process = this.#process(event.process)
    process.serverType = event.serverType
    process.phase = event.event
    if (event.serverType === 'master') this.#master = process
    if (event.event === 'spawned') {
      begin(process, null)
      process.pid = event.pid
    }
    if (event.event !== 'exited') return
    const { code = null, signal = null, reason } = event
    process.exit = { code, signal, ...(reason === undefined ? {} : { reason }) }
    forget(process)
    for (const link of this.links.values()) {
      if (link.dialler === process.id || link.listener === process.id) this.links.delete(link.conn)
    }
  }

  #applyState({ process: id, instance, to, reason }: StateEvent): void {
    const process = this.#alive(id, instance)
    if (!process) return
    process.state = to
    process.reason = reason ?? null
    if (to === 'listening') {
      this.#master ??= process
      process.view ??= { epoch: '', revision: 0, servers: new Map() }
    }
  }

  #applyView(event: ViewEvent): void {
    const process = this.#alive(event.process, event.instance)
    if (!process) return
    process.view ??= { epoch: event.epoch, revision: event.revision, servers: new Map() }
    const { servers } = process.view
    process.view.epoch = event.epoch
    process.view.revision = event.revision
    for (const { id, instance } of event.removed) if (servers.get(id) === instance) servers.delete(id)
    for (const { id, instance } of event.added) servers.set(id, instance)
    process.version += 1
  }

  #applyProxy({ process: id, server, instance, serverType, services, made }: ProxyEvent): void {
    const process = this.#process(id)
    if (process.exit) return
    process.version += 1
    if (made) process.proxies.set(server, { instance, serverType, services })
    else if (process.proxies.get(server)?.instance === instance) process.proxies.delete(server)
  }

  #applyLink({ conn, link, event, end, process, peer }: LinkEvent): void {
    if (event === 'closed') this.links.delete(conn)
    if (event !== 'opened' || this.processes.get(process)?.exit) return
    const known = this.links.get(conn) ?? { conn, link, dialler: null, listener: null }
    const other = end === 'dialler' ? 'listener' : 'dialler'
    this.links.set(conn, { ...known, [end]: process, [other]: known[other] ?? peer ?? null })
  }

  /** The process, if this instance of it lives; a new instance begins empty. */
  #alive(id: string, instance: string): ProcessState | null {
    const process = this.#process(id)
    if (process.exit || process.previous === instance) return null
    if (process.instance !== null && process.instance !== instance) begin(process, instance)
    process.instance = instance
    return process
  }

  #process(id: string): ProcessState {
    const known = this.processes.get(id)
    if (known) return known
    const process: ProcessState = {
      id,
      serverType: '',
      pid: null,
      instance: null,
      previous: null,
      state: null,
      reason: null,
      phase: null,
      exit: null,
      view: null,
      proxies: new Map(),
      version: 0,
    }
    this.processes.set(id, process)
    return process
  }
}

function begin(process: ProcessState, instance: string | null): void {
  process.previous = process.instance
  process.instance = instance
  process.state = null
  process.reason = null
  process.exit = null
  forget(process)
}

function forget(process: ProcessState): void {
  process.view = null
  process.proxies = new Map()
  process.version += 1
}

/** Events in the order of time, those of one moment in the order of the recorder. The list itself is left alone. */
export function inOrder<T extends TimelineEvent>(events: readonly T[]): T[] {
  return events.toSorted((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq)
}

/** The cluster as it was at a moment, events of that moment included. */
export function stateAt(events: readonly TimelineEvent[], time: Nanoseconds): ClusterState {
  const state = new ClusterState()
  for (const event of inOrder(events.filter((one) => timeOf(one) <= time))) state.apply(event)
  return state
}
