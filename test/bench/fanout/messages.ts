// What the programs of the fan-out benchmark say to each other: a round forks one master and a few loads, and prints
// its result.
import type { ServerInfo } from '../../../core/protocol/packet.ts'

/** `naive` is Grove's own master without windows: one notification for each change and subscriber. */
export type Contestant = 'grove' | 'naive' | 'pinus'

export const TOKEN = 'the-benchmark'
export const HOST = '127.0.0.1'

/** The arguments of a round. */
export interface RoundPlan {
  contestant: Contestant
  monitors: number
  /** Where the built programs are. */
  programs: string
  /** Where pinus is installed. */
  pinusFolder: string
  /** A folder for the profile of Grove's master, or none. */
  profile?: string
  /** Milliseconds. */
  timeoutMs: number
}

export interface Sent {
  packets: number
  /** Of those packets, without the framing. */
  bytes: number
}

/** What one load received until its last view was whole. */
interface Received extends Sent {
  /** Nanoseconds of the machine's monotonic clock. */
  at: number
}

export interface RoundResult {
  /** From the first dialling to the last whole view. */
  milliseconds: number
  packets: number
  bytes: number
  /** What the master itself counted; null where it cannot be asked. */
  counted: Sent | null
  /** Of the master's process, KiB: its peak, and before anybody came. */
  peakMemory: number
  idleMemory: number
  /** Of the master's process, milliseconds. */
  cpu: number
}

export interface LoadOrder {
  contestant: Contestant
  port: number
  first: number
  count: number
  /** How many the whole cluster will have. */
  expected: number
}

export type ToMaster = { say: 'count' }

export type ToLoad =
  | ({ say: 'join' } & LoadOrder)
  /** Say when every view holds so many, and hear nothing more. */
  | { say: 'reach'; servers: number }
  | { say: 'digest' }

export type FromLoad =
  | { say: 'ready' }
  | ({ say: 'whole' } & Received)
  | { say: 'reached' }
  /** What the views came to, one entry for each different one. */
  | { say: 'digest'; digests: string[] }
  | { say: 'progress'; whole: number }
  | { say: 'failed'; problem: string }

export type FromMaster =
  | { say: 'listening'; port: number }
  /** `cpu`: milliseconds since it listened. */
  | { say: 'counted'; sent: Sent | null; cpu: number }

export const serverId = (index: number): string => `worker-${index}`

/** The record that each server registers; `instance` makes all contestants send as many bytes. */
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
