// Why a server is not ready, as a sentence.
import type { ServerState } from '../../../core/protocol/record.ts'
import type { DesiredState, ServerRole, ServerStatus } from '../../contract/index.ts'

export interface MasterStatus {
  /** `127.0.0.1:3005`; null before it ever listened. */
  address: string | null
  alive: boolean
  paused: boolean
}

export interface ServerSnapshot {
  status: ServerStatus
  desired: DesiredState
  /** The state that the server reported last. */
  state: ServerState | null
  paused: boolean
  /** It is asked to stop, but at a breakpoint. */
  atBreakpoint: boolean
  hasLinkFaults: boolean
  role: ServerRole
  /** Whether it runs other code than Grove's framework. */
  isProgram: boolean
  /** Whether it reports its states. */
  isObserved: boolean
  /** What it waits for before it is spawned. */
  dependency: string | null
  /** `restarts in 3 s (2nd time)`. */
  pendingRestart: string | null
  /** Why its readiness probe has not passed. */
  probeResult: string | null
  /** How its last process ended: `exited with code 7`. */
  exit: string | null
  /** The user killed its last process. */
  isKilled: boolean
}

/**
 * Returns null for a server that is ready and not paused.
 * @param master null where the cluster has none
 */
export function statusReason(server: ServerSnapshot, master: MasterStatus | null): string | null {
  if (server.paused) return 'paused; resume it'
  switch (server.status) {
    case 'ready':
      return null
    case 'waiting':
      return server.dependency ?? 'is about to start'
    case 'stopping':
      return server.atBreakpoint
        ? 'stopping, but at a breakpoint: continue it there, or stop it again to kill it'
        : 'its process has not exited yet'
    case 'failed':
    case 'exited':
      return isDone(server) ? `done: ${server.exit}` : exitReason(server)
    case 'reconnecting':
      return `lost ${master ? masterName(master) : 'its connection'}, reconnects${server.hasLinkFaults ? '; its links have an injected fault' : ''}`
    default:
      if (!server.isObserved) return server.probeResult ?? 'its process is starting'
      if (server.role === 'master') return 'is opening its port'
      return master ? startReason(server, master) : joinReason(server)
  }
}

/** A program that did its work. */
function isDone({ role, status, exit }: ServerSnapshot): boolean {
  return role === 'resource' && status === 'exited' && exit === 'exited with code 0'
}

function exitReason({ status, pendingRestart, exit, isKilled, desired }: ServerSnapshot): string {
  if (pendingRestart !== null) return exit === null ? pendingRestart : `${exit}; ${pendingRestart}`
  if (desired !== 'running' && exit === null) return 'was not started'
  if (desired !== 'running') return `${isKilled ? 'was killed' : 'was stopped'}; start it again`
  if (exit !== null) return `${exit}; start it again`
  return status === 'failed' ? 'could not be started; start it again' : 'is about to start'
}

/** In a cluster without a master. */
function joinReason({ state, probeResult }: ServerSnapshot): string {
  switch (state) {
    case null:
    case 'starting':
      return 'its process is starting'
    case 'started':
      return probeResult ?? 'started; is about to be probed'
    case 'connecting':
      return 'is connecting to the others'
    default:
      return 'connected; has not joined the others yet'
  }
}

function startReason({ state, probeResult, isProgram }: ServerSnapshot, master: MasterStatus): string {
  switch (state) {
    case null:
      return 'its process is starting'
    case 'starting':
      if (master.address === null || !master.alive) return `waits for ${masterName(master)}`
      return isProgram ? 'its program is starting' : 'loads its files and runs beforeStartup'
    case 'connecting':
    case 'registering':
      return `waits for ${masterName(master)}`
    case 'registered':
    case 'subscribing':
      return `registered; waits for the server list from ${masterName(master)}`
    case 'started':
      return probeResult ?? 'started; is about to be probed'
    default:
      return isProgram ? 'subscribed; its program is starting' : 'subscribed; runs afterStartup'
  }
}

function masterName({ address, alive, paused }: MasterStatus): string {
  const name = address === null ? 'the master' : `the master at ${address}`
  if (paused) return `${name}, which is paused`
  if (!alive) return `${name}, which is not running`
  return address === null ? `${name} to listen` : name
}
