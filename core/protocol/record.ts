// Tap records: what a process observes on its links and of its own state.
import type { RemovalReason } from './packet.ts'

/** The states of a cluster process, in their order, as in TIMELINE.md. */
export const SERVER_STATES = [
  'starting',
  'listening',
  'connecting',
  'registering',
  'registered',
  'subscribing',
  'subscribed',
  'started',
  'reconnecting',
  'stopping',
  'failed',
] as const
export type ServerState = (typeof SERVER_STATES)[number]

/** Steps of Grove's own servers that no packet shows. Dialects have steps of their own. */
export type Step =
  | 'authenticated'
  | 'subscriberAdded'
  | 'callbackFound'
  | 'serversAdded'
  | 'startOverHeard'
  /** The launcher's user requested a call. */
  | 'callRequested'

/** The phases of joining that packets belong to. */
export const PHASES = [
  'connect',
  'register',
  'subscribe',
  'notify',
  'proxies',
  'ready',
  'rpc',
  'admin',
  'error',
] as const
export type Phase = (typeof PHASES)[number]

export const LINK_KINDS = ['control', 'rpc'] as const
export type LinkKind = (typeof LINK_KINDS)[number]

/** How much of an RPC packet is recorded: nothing, all but the body, everything. Control packets are always recorded in full. */
export type TapLevel = 'off' | 'head' | 'full'

/** A fault injected into the links of one kind of a process: into all, or into those with one peer. */
export type LinkFault =
  /** Open connections are destroyed, and new ones are refused. */
  | { kind: 'cut' }
  /** Sockets are neither read nor written. */
  | { kind: 'hang' }
  /** Each packet sent or received is delayed by `ms` milliseconds, in order. Heartbeats are not delayed. */
  | { kind: 'delay'; ms: number; direction?: FaultDirection | undefined }
  /** This share (0 to 1) of the packets sent and received is lost: the same ones for the same seed. */
  | { kind: 'drop'; rate: number; seed?: number | undefined; direction?: FaultDirection | undefined }

/** Which packets of the faulted process a fault acts on; both where it is absent. */
export type FaultDirection = 'sending' | 'receiving'

/** `up`: from the dialling end to the listening end. Both ends use the same direction for a packet. */
export type Direction = 'up' | 'down'

export interface Incarnation {
  id: string
  instance: string
}

/** A server in a view, with what an adapter knows of it. */
export interface MemberRecord extends Incarnation {
  serverType?: string | undefined
  /** Whether the other members should hold proxies for it; absent if that is not known. */
  callable?: boolean | undefined
}

/** A call in a packet, or the answer to one. */
export interface CallRecord {
  /** Equal in the call and its answer: unique on a connection and direction, on a bus among all calls. */
  id: number | string
  method?: string | undefined
  /** This is the answer to the call with this id. */
  answers?: boolean | undefined
  /** The answer is an error. */
  error?: boolean | undefined
  /** A call to many: the names of the nodes that should answer, each for itself. */
  expects?: string[] | undefined
}

/** What all records of packets say. `at` is nanoseconds of the monotonic clock since the run's t0. */
interface PacketFields {
  at: number
  link: LinkKind
  event: string
  /** Size of the encoded packet in UTF-8 bytes. */
  bytes: number
  /** The readable name and the phase; absent where the timeline finds them itself, as of Grove's own packets. */
  name?: string | undefined
  phase?: Phase | undefined
  calls?: CallRecord[] | undefined
  /** The packet's object; absent when the tap level leaves it out. */
  body?: unknown
  truncated?: true
  causes?: string[]
}

/** A packet as one end of its connection saw it. */
export interface PacketRecord extends PacketFields {
  t: 'sent' | 'received'
  conn: string
  direction: Direction
  /** Number of the packet within its connection and direction, from 1. */
  n: number
}

/** A packet that a fault dropped. Without `n` it was dropped before it was sent, with `n` after it was received. */
export interface DroppedRecord extends Omit<PacketRecord, 't' | 'n'> {
  t: 'dropped'
  id: string
  n?: number
}

/** A packet of a bus: published once, delivered to any number of processes. */
export interface BusRecord extends PacketFields {
  t: 'published' | 'delivered'
  /** Unique in the run; the id of a delivery is the id of its row, which causes name. */
  id: string
  topic: string
  /** Text that is equal at the publisher and all receivers: an id in the packet, or a hash of it. */
  key: string
  /** The nodes at its ends, by the names in the packet. */
  from?: string | undefined
  to?: string | undefined
  /** A fault dropped it: before it was published, or after it was delivered. */
  dropped?: true
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
  /** Named by the dialect. */
  step: string
  about?: string
  causes?: string[]
}

export interface ViewRecord {
  t: 'view'
  id: string
  at: number
  epoch: string
  revision: number
  added: MemberRecord[]
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
  | BusRecord
  | LinkRecord
  | StateRecord
  | StepRecord
  | ViewRecord
  | ProxyRecord
  | LogRecord
  | GapRecord
