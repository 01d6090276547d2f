// Messages between the programs of the fan-out benchmark. A round forks a master and a few load generators.
import type { ServerInfo } from '../../../core/protocol/packet.ts'

/** `naive`: Grove's master without batching, one notification per change and subscriber. */
export type Contestant = 'grove' | 'naive' | 'pinus'

export const TOKEN = 'the-benchmark'
export const HOST = '127.0.0.1'

/** The arguments of a round. */
export interface RoundPlan {
  contestant: Contestant
  monitors: number
  /** Folder of the built programs. */
  programs: string
  /** Where pinus is installed. */
  pinusFolder: string
  /** Folder for the profile of Grove's master. */
  profile?: string
  timeoutMs: number
}

export interface Sent {
  packets: number
  /** Without framing. */
  bytes: number
}

/** What one load generator received until its last view was complete. */
interface Received extends Sent {
  /** Nanoseconds of the machine's monotonic clock. */
  at: number
}

export interface RoundResult {
  /** From the first connection attempt to the last complete view. */
  milliseconds: number
  packets: number
  bytes: number
  /** What the master itself counted; null for pinus. */
  counted: Sent | null
  /** Resident memory of the master, KiB: its peak, and before the first connection. */
  peakMemory: number
  idleMemory: number
  /** CPU time of the master, milliseconds. */
  cpu: number
}

export interface LoadOrder {
  contestant: Contestant
  port: number
  first: number
  count: number
  /** Number of servers in the whole cluster. */
  expected: number
}

export type ToMaster = { say: 'count' }

export type ToLoad =
  | ({ say: 'join' } & LoadOrder)
  /** Report when every view holds this many servers, then stop reading. */
  | { say: 'reach'; servers: number }
  | { say: 'digest' }

export type FromLoad =
  | { say: 'ready' }
  | ({ say: 'whole' } & Received)
  | { say: 'reached' }
  /** Digests of the views, without duplicates. */
  | { say: 'digest'; digests: string[] }
  | { say: 'progress'; whole: number }
  | { say: 'failed'; problem: string }

export type FromMaster =
  | { say: 'listening'; port: number }
  /** `cpu`: milliseconds since it listened. */
  | { say: 'counted'; sent: Sent | null; cpu: number }

export const serverId = (index: number): string => `worker-${index}`

/** The record that each server registers. */
export const recordOf = (id: string): ServerInfo => ({
  id,
  serverType: 'worker',
  host: HOST,
  port: 6050,
  services: { room: ['join', 'leave'] },
})

export const now = (): number => Number(process.hrtime.bigint())

export function send(message: FromLoad | FromMaster): void {
  process.send?.(message)
}
