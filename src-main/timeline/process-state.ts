// The state of one process at a moment: what it reports, what its parent reports, its view, its proxies and its faults.
import type { LinkKind, ServerState } from '../../core/protocol/record.ts'
import type { Nanoseconds, ProcessPhase } from './event.ts'

export interface ViewState {
  readonly epoch: string
  readonly revision: number
  /** Server id → instance. */
  readonly servers: ReadonlyMap<string, string>
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
  at: Nanoseconds
}

/** A fault that lasts: of the process itself (`pause`), of its links of one kind, or of those with one peer. */
export interface InjectedFault {
  /** Null of the process itself. */
  link: LinkKind | null
  /** Null of the links with all peers. */
  peer: string | null
  kind: string
  /** What the timeline says of it, like `{ ms: 500 }`. */
  parameters: unknown
  since: Nanoseconds
}

/** The user, or Grove for the user, asked the process to stop. */
interface StopRequest {
  at: Nanoseconds
  /** `restart`, `scaled down`; null of a plain stop. */
  reason: string | null
  /** Why it was signalled or waited for after that, if it was. */
  escalation: string | null
}

export interface ProcessState {
  readonly id: string
  serverType: string
  /** A resource runs beside the cluster and is no member. */
  role: 'server' | 'resource'
  /** Whether it reports more than that its process runs. */
  observed: boolean
  /** The member whose program it runs in. */
  parent: string | null
  pid: number | null
  instance: string | null
  /** The instance before this one; its late rows are ignored. */
  previous: string | null
  /** As it reports itself. */
  state: ServerState | null
  /** Why it is in this state, if it gave a reason. */
  reason: string | null
  /** Why this process failed, if it said that it has: it stays so until its end. */
  failure: string | null
  /** When it entered this state. */
  stateSince: Nanoseconds | null
  /** As its parent reports it. */
  phase: ProcessPhase | null
  phaseSince: Nanoseconds | null
  spawnedAt: Nanoseconds | null
  /** Whether this process has been ready or started. */
  hasStarted: boolean
  /** What the user wants it to be, as far as the timeline shows. */
  desired: 'running' | 'stopped' | 'removed'
  stopRequest: StopRequest | null
  /** When the user killed this process; null if the user did not. */
  killedAt: Nanoseconds | null
  /** Injected faults that last. */
  faults: readonly InjectedFault[]
  exit: ExitState | null
  view: ViewState | null
  /** By server id. */
  proxies: ReadonlyMap<string, ProxyState>
  /** Rises with each change of the view or the proxies. */
  version: number
}

export function newProcess(id: string): ProcessState {
  return {
    id,
    serverType: '',
    role: 'server',
    observed: true,
    parent: null,
    pid: null,
    instance: null,
    previous: null,
    state: null,
    reason: null,
    failure: null,
    stateSince: null,
    phase: null,
    phaseSince: null,
    spawnedAt: null,
    hasStarted: false,
    desired: 'running',
    stopRequest: null,
    killedAt: null,
    faults: [],
    exit: null,
    view: null,
    proxies: new Map(),
    version: 0,
  }
}

/** Starts a new instance, of which nothing is known yet. */
export function resetForInstance(process: ProcessState, instance: string | null): void {
  process.previous = process.instance
  process.instance = instance
  process.state = null
  process.reason = null
  process.failure = null
  process.stateSince = null
  process.exit = null
  clearView(process)
}

/** Clears the view and the proxies of a process that ended. */
export function clearView(process: ProcessState): void {
  process.view = null
  process.proxies = new Map()
  process.version += 1
}

/** An empty instance is one that is not known. */
export function isSameInstance(one: string | undefined, other: string): boolean {
  return one !== undefined && (one === other || one === '' || other === '')
}
