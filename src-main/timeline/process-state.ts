// The state of one process at a moment: what it reports, what its parent reports, its view and its proxies.
import type { ServerState } from '../../core/protocol/record.ts'
import type { ProcessPhase } from './event.ts'

export interface ViewState {
  readonly epoch: string
  readonly revision: number
  /** Server id → instance. */
  readonly servers: ReadonlyMap<string, string>
}

interface ProxyState {
  instance: string
  serverType: string
  services: string[]
}

interface ExitState {
  code: number | null
  signal: string | null
  reason?: string
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
  /** As its parent reports it. */
  phase: ProcessPhase | null
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
    phase: null,
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
