// What a process tells its parent about itself: tap records, and the few words of the IPC channel between them.
// Every message carries the key `grove`, so that a user's own IPC messages pass by.
import type { RemovalReason } from './packet.ts'
import type { Parameters } from './parameters.ts'

/** A server's own state, the words of TIMELINE.md. */
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

/** What no packet shows (registration-flow steps). */
export type Step = 'authenticated' | 'subscriberAdded' | 'callbackFound' | 'serversAdded' | 'startOverHeard'

export type LinkKind = 'control' | 'rpc'

/** How much of RPC packets is told: nothing, all but the bodies, everything. Control packets are always told in full. */
export type TapLevel = 'off' | 'head' | 'full'

/** Mischief done on purpose to all links of one kind of a process. */
export type Fault =
  /** Connections are destroyed, and none comes to be. */
  | { kind: 'cut' }
  /** Nothing is read from their sockets, and nothing written. */
  | { kind: 'hang' }
  /** Each packet that is sent or received is held up for so many milliseconds, in order; heartbeats are not. */
  | { kind: 'delay'; ms: number }
  /** This share (0 to 1) of the packets sent and received vanishes: the same ones for the same seed. */
  | { kind: 'drop'; rate: number; seed?: number | undefined }

/** `up` runs from the end that dialled to the end that listens; the same word at both ends. */
export type Direction = 'up' | 'down'

export interface Incarnation {
  id: string
  instance: string
}

/** One end's sight of one packet. `at` is nanoseconds of the monotonic clock since the run's t0. */
export interface PacketRecord {
  t: 'sent' | 'received'
  at: number
  link: LinkKind
  conn: string
  direction: Direction
  /** Counts the event packets of this connection and direction, from 1. */
  n: number
  event: string
  /** Characters of the encoded packet on the wire, in UTF-8 bytes. */
  bytes: number
  /** The packet's object; absent where the tap's level leaves it out. */
  body?: unknown
  truncated?: true
  causes?: string[]
}

/**
 * A packet that a fault made vanish. Dropped where it was to be sent it has no `n`; where it was received, the `n` that
 * its sender gave it.
 */
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
  /** Known only where the handshake says it (RPC) or the dialler knows whom it dials. */
  peer?: string
  reason?: string
  causes?: string[]
}

export interface StateRecord {
  t: 'state'
  id: string
  at: number
  from: ServerState | null
  to: ServerState
  reason?: string
  causes?: string[]
}

export interface StepRecord {
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

export interface LogRecord {
  t: 'log'
  at: number
  level: 'debug' | 'info' | 'warn' | 'error'
  text: string
}

/** Records that could not be kept, because the parent was too slow to read. */
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

/** An error as it crosses from a child to its parent: for people, without a stack. */
export interface Failure {
  code: string
  message: string
  hint?: string
}

/** Child → parent. */
export type ChildMessage =
  | { grove: 'hello'; instance: string }
  | { grove: 'records'; records: TapRecord[] }
  | { grove: 'listening'; host: string; port: number; cause: string }
  /** `memory`: resident, bytes. */
  | { grove: 'started'; memory?: number }
  /** It ends in order. */
  | { grove: 'ending'; memory?: number }
  | { grove: 'announcementsHeld' }
  /** The longest delay of its event loop since it was asked the last time, milliseconds. */
  | { grove: 'measured'; eventLoopDelay: number }
  | { grove: 'failed'; failure: Failure }

/** Parent → child. */
export type ParentMessage =
  /** Where the master listens; `cause` is the id of its `listening` record. */
  | { grove: 'master'; host: string; port: number; cause?: string }
  /** To the master: the ids of the servers that the launcher runs. */
  | { grove: 'expect'; ids: string[] }
  /** To the master: the ids of the servers on which a debugger is open, so that their silence is not taken for loss. */
  | { grove: 'inspected'; ids: string[] }
  /** To the master: the whole cluster is about to stop, so announce no removals; answered by `announcementsHeld`. */
  | { grove: 'holdAnnouncements' }
  | { grove: 'fault'; link: LinkKind; fault: Fault | null }
  | { grove: 'tap'; rpc: TapLevel }
  /** Answered by `measured`. */
  | { grove: 'measure' }
  | { grove: 'stop' }

/** What a cluster process is started with: JSON in the environment variable `GROVE_PROCESS`. No secrets. */
export interface ProcessSetup {
  role: 'master' | 'server'
  id: string
  serverType: string
  host: string
  /** RPC port (master: control port): a number, 0 for any free one, or `'none'`. */
  port: number | 'none'
  /** Where the port is any free one: which to take if it is free, for it had that last time. */
  preferredPort?: number
  /** Monotonic t0 of the run, nanoseconds, as a decimal string. */
  t0: string
  /** Compiled entry files by name (`null` where there is none), as file URLs. */
  services: Record<string, string>
  lifecycle: string | null
  /** Compiled modules by name, as file URLs. */
  modules: Record<string, string>
  /** Master: the ids it expects. */
  expect?: string[]
  tap: { rpc: TapLevel }
  /** Timers and limits that differ from the protocol's defaults. */
  parameters?: Partial<Parameters>
  /** The file of marks (log-mark.ts) beside the log that stdout and stderr go to. */
  logTimes?: string
}
