// Why a server is not ready, as a sentence.
import type { ServerState } from '../../../core/protocol/record.ts'
import type { ServerStatus } from '../../contract/index.ts'

/** Where the master is, and how it is. */
export interface MasterStatus {
  /** `127.0.0.1:3005`; null before it ever listened. */
  address: string | null
  alive: boolean
  paused: boolean
}

export interface ServerSnapshot {
  status: ServerStatus
  /** Its own last word. */
  state: ServerState | null
  paused: boolean
  /** Asked to stop, it stands at a breakpoint. */
  atBreakpoint: boolean
  /** Links that are cut or otherwise hampered on purpose. */
  hasLinkFaults: boolean
  isMaster: boolean
  /** `restarts in 3 s (2nd time)`. */
  pendingRestart: string | null
  /** What its probe saw. */
  probeResult: string | null
  /** How it ended, `exited with code 7`, and why, where it said so. */
  exit: string | null
  /** Whether it is meant to run. */
  wanted: boolean
}

/** Null for a server that is ready and able to answer. */
export function statusReason(one: ServerSnapshot, master: MasterStatus): string | null {
  if (one.paused) return 'paused on purpose; resume it'
  switch (one.status) {
    case 'ready':
      return null
    case 'stopping':
      return one.atBreakpoint
        ? 'asked to stop, but stands at a breakpoint: let it go on there, or stop it again to force it'
        : 'asked to stop, has not ended yet'
    case 'failed':
    case 'exited':
      return whyEnded(one)
    case 'reconnecting':
      return `lost ${masterName(master)}, dials again${one.hasLinkFaults ? '; its links are disturbed on purpose' : ''}`
    default:
      return one.isMaster ? 'is opening its port' : whyNotYet(one, master)
  }
}

function whyEnded({ pendingRestart: restart, exit: ended, wanted }: ServerSnapshot): string {
  if (restart !== null) return ended === null ? restart : `${ended}; ${restart}`
  if (!wanted) return ended === null ? 'was not started' : 'was stopped on purpose; start it again'
  return ended === null ? 'is about to be started' : `${ended}; start it again`
}

function whyNotYet({ state, probeResult: probing }: ServerSnapshot, master: MasterStatus): string {
  switch (state) {
    case null:
      return 'its process is starting'
    case 'starting':
      return master.address === null
        ? `waits for ${masterName(master)}`
        : 'loads its files and runs beforeStartup'
    case 'connecting':
    case 'registering':
      return `waits for ${masterName(master)}`
    case 'registered':
    case 'subscribing':
      return `registered, waits for the list of servers from ${masterName(master)}`
    case 'started':
      return probing ?? 'started, is about to be probed'
    default:
      return 'subscribed, its afterStartup is not done yet'
  }
}

function masterName({ address, alive, paused }: MasterStatus): string {
  const name = address === null ? 'the master' : `the master at ${address}`
  if (paused) return `${name}, which is paused`
  if (!alive) return `${name}, which is not running`
  return address === null ? `${name} to listen` : name
}
