// Tap records: what a process observes on its links and of its own state.
import type { RemovalReason } from './packet.ts'

/** The states of a cluster process, as in TIMELINE.md. */
export type ServerState =
  | 'starting'
  | 'listening'
  | 'connecting'
  | 'registering'
  | 'registered'
  | 'subscribing'
  | 'subscribed'
  | 'started'
  | 'reconnecting'
  | 'stopping'
  | 'failed'

/** Steps of the registration flow that no packet shows. */
export type Step = 'authenticated' | 'subscriberAdded' | 'callbackFound' | 'serversAdded' | 'startOverHeard'

export type LinkKind = 'control' | 'rpc'

/** How much of an RPC packet is recorded: nothing, all but the body, everything. Control packets are always recorded in full. */
export type TapLevel = 'off' | 'head' | 'full'

/** A fault injected into all links of one kind of a process. */
export type LinkFault =
  /** Open connections are destroyed, and new ones are refused. */
  | { kind: 'cut' }
  /** Sockets are neither read nor written. */
  | { kind: 'hang' }
  /** Each packet sent or received is delayed by `ms` milliseconds, in order. Heartbeats are not delayed. */
  | { kind: 'delay'; ms: number }
  /** This share (0 to 1) of the packets sent and received is lost: the same ones for the same seed. */
  | { kind: 'drop'; rate: number; seed?: number }

/** `up`: from the dialling end to the listening end. Both ends use the same direction for a packet. */
export type Direction = 'up' | 'down'

export interface Incarnation {
  id: string
  instance: string
}

/** A packet as one end saw it. `at` is nanoseconds of the monotonic clock since the run's t0. */
export interface PacketRecord {
  t: 'sent' | 'received'
  at: number
  link: LinkKind
  conn: string
  direction: Direction
  /** Number of the packet within its connection and direction, from 1. */
  n: number
  event: string
  /** Size of the encoded packet in UTF-8 bytes. */
  bytes: number
  /** The packet's object; absent when the tap level leaves it out. */
  body?: unknown
  truncated?: true
  causes?: string[]
}

/** A packet that a fault dropped. Without `n` it was dropped before it was sent, with `n` after it was received. */
export interface DroppedRecord extends Omit<PacketRecord, 't' | 'n'> {
  t: 'dropped'
  id: string
  n?: number
}

export interface LinkRecord {
  t: 'link'
  id: string
  at: number
  link: LinkKind
  conn: string
  event: 'opened' | 'closed' | 'refused'
  /** Which end this process is. */
  end: 'dialler' | 'listener'
  /** The other process, if the handshake names it (RPC) or the dialler knows it. */
  peer?: string
  reason?: string
  causes?: string[]
}

interface StateRecord {
  t: 'state'
  id: string
  at: number
  from: ServerState | null
  to: ServerState
  reason?: string
  causes?: string[]
}

interface StepRecord {
  t: 'step'
  id: string
  at: number
  step: Step
  about?: string
  causes?: string[]
}

export interface ViewRecord {
  t: 'view'
  id: string
  at: number
  epoch: string
  revision: number
  added: Incarnation[]
  removed: (Incarnation & { reason?: RemovalReason })[]
  /** Servers in the view (for the master: in the registry) after this change. */
  size: number
  causes?: string[]
}

export interface ProxyRecord {
  t: 'proxy'
  id: string
  at: number
  server: string
  instance: string
  serverType: string
  services: string[]
  made: boolean
  causes?: string[]
}

interface LogRecord {
  t: 'log'
  at: number
  level: 'debug' | 'info' | 'warn' | 'error'
  text: string
}

/** Records that were lost because the parent read too slowly. */
export interface GapRecord {
  t: 'gap'
  at: number
  lost: number
}

export type TapRecord =
  | PacketRecord
  | DroppedRecord
  | LinkRecord
  | StateRecord
  | StepRecord
  | ViewRecord
  | ProxyRecord
  | LogRecord
  | GapRecord
