// The timeline's events: one object a line, as docs/timeline.schema.json and TIMELINE.md describe them.
// Types and nothing else; everything in this room is pure and loads in a browser.
import type { Direction, Incarnation, LinkKind, ServerState, Step } from '../../core/protocol/record.ts'

/** Nanoseconds of the machine's monotonic clock since the header's `t0`. */
export type Nanoseconds = number

export type Phase =
  'connect' | 'register' | 'subscribe' | 'notify' | 'proxies' | 'ready' | 'rpc' | 'admin' | 'error'

export interface HeaderEvent {
  t: 'header'
  v: 1
  run: string
  /** ISO 8601. */
  startedAt: string
  /** Monotonic nanoseconds, as a decimal string. */
  t0: string
  generator: string
  plan: PlanSummary
  tap: { rpc: 'off' | 'head' | 'full' }
  redacted: boolean
}

/** What was asked to run; names of environment variables, never their values. */
export interface PlanSummary {
  name: string
  master: { id: string; host: string; port: number }
  servers: { id: string; serverType: string; port: number | 'none' }[]
  env: string[]
}

interface Row {
  seq: number
  at: Nanoseconds
}

export type ProcessPhase = 'spawned' | 'ready' | 'stopping' | 'exited' | 'restarting'

export interface ProcessEvent extends Row {
  t: 'process'
  process: string
  serverType: string
  event: ProcessPhase
  pid: number
  code?: number | null
  signal?: string | null
  reason?: string
}

export interface StateEvent extends Row {
  t: 'state'
  id: string
  process: string
  instance: string
  from: ServerState | null
  to: ServerState
  reason?: string
  causes?: string[]
}

export interface StepEvent extends Row {
  t: 'step'
  id: string
  process: string
  step: Step
  about?: string
  causes?: string[]
}

export interface LinkEvent extends Row {
  t: 'link'
  id: string
  process: string
  link: LinkKind
  conn: string
  event: 'opened' | 'closed' | 'refused'
  end: 'dialler' | 'listener'
  peer?: string
  reason?: string
  causes?: string[]
}

export interface RpcCallLabel {
  /** The call's own id on its connection; 0 for a call that wants no answer. */
  id: number
  /** `service.method` of a call; absent in an answer. */
  method?: string
  /** In an answer: the id of the packet that carried the call. */
  answers?: string
}

export interface PacketEvent extends Omit<Row, 'at'> {
  t: 'packet'
  id: string
  link: LinkKind
  conn: string
  direction: Direction
  n: number
  from: string
  to: string
  event: string
  name: string
  phase: Phase
  sent: Nanoseconds | null
  received: Nanoseconds | null
  bytes: number
  causes?: string[]
  answers?: string
  calls?: RpcCallLabel[]
  body?: unknown
  truncated?: true
}

export interface ViewEvent extends Row {
  t: 'view'
  id: string
  process: string
  instance: string
  epoch: string
  revision: number
  added: Incarnation[]
  removed: (Incarnation & { reason?: string })[]
  size: number
  causes?: string[]
}

export interface ProxyEvent extends Row {
  t: 'proxy'
  id: string
  process: string
  server: string
  instance: string
  serverType: string
  services: string[]
  made: boolean
  causes?: string[]
}

export interface FaultEvent extends Row {
  t: 'fault'
  process: string
  fault: string
  parameters?: unknown
  until?: Nanoseconds
}

export interface LogEvent extends Row {
  t: 'log'
  process: string
  level: 'debug' | 'info' | 'warn' | 'error'
  text: string
}

export interface FindingEvent extends Row {
  t: 'finding'
  rule: string
  events: string[]
  text: string
}

export interface MarkEvent extends Row {
  t: 'mark'
  text: string
}

export interface GapEvent extends Row {
  t: 'gap'
  process: string
  lost: number
}

export interface FooterEvent {
  t: 'footer'
  ready: boolean
  converged: boolean
  servers: number
  /** Milliseconds from t0; null where it never came. */
  readyMs: number | null
  convergedMs: number | null
  events: number
  dropped: number
  findings: number
  exit: number
}

/** Everything between header and footer. */
export type TimelineEvent =
  | ProcessEvent
  | StateEvent
  | StepEvent
  | LinkEvent
  | PacketEvent
  | ViewEvent
  | ProxyEvent
  | FaultEvent
  | LogEvent
  | FindingEvent
  | MarkEvent
  | GapEvent

export type TimelineLine = HeaderEvent | TimelineEvent | FooterEvent

type WithoutSeq<T> = T extends TimelineEvent ? Omit<T, 'seq'> : never

/** An event before the recorder numbered it. */
export type UnnumberedEvent = WithoutSeq<TimelineEvent>

/** A whole file, read. `footer` is null where the recorder was killed before it could write one. */
export interface Timeline {
  header: HeaderEvent
  events: TimelineEvent[]
  footer: FooterEvent | null
}

/** The moment of an event: for a packet its sending, else its receipt. */
export function timeOf(event: TimelineEvent): Nanoseconds {
  return event.t === 'packet' ? (event.sent ?? event.received ?? 0) : event.at
}
