// What is known of one process at a moment: its own word, its parent's, and what it believes of the others.
import type { ServerState } from '../../core/protocol/record.ts'
import type { ProcessPhase } from './event.ts'

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
  proxies: ReadonlyMap<string, ProxyState>
  /** Rises with each change of the view or the proxies. */
  version: number
}

export function newProcess(id: string): ProcessState {
  return {
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
}

/** Another instance of it, of which nothing is known yet. */
export function resetForInstance(process: ProcessState, instance: string | null): void {
  process.previous = process.instance
  process.instance = instance
  process.state = null
  process.reason = null
  process.exit = null
  clearView(process)
}

/** Of one that ended: what it believed. */
export function clearView(process: ProcessState): void {
  process.view = null
  process.proxies = new Map()
  process.version += 1
}
