// The timeline's events: one object a line, as docs/timeline.schema.json and TIMELINE.md describe them.
// Types and nothing else; everything in this room is pure and loads in a browser.
import type {
  Direction,
  GapRecord,
  LinkKind,
  LinkRecord,
  LogRecord,
  ProxyRecord,
  StateRecord,
  StepRecord,
  TapLevel,
  ViewRecord,
} from '../../core/protocol/record.ts'

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
  tap: { rpc: TapLevel }
  redacted: boolean
  /** This file was exported from another, and is a part of it. */
  selection?: { from: Nanoseconds | null; to: Nanoseconds | null; filter: string | null; events: number }
}

/** What was asked to run; names of environment variables, never their values. */
export interface PlanSummary {
  name: string
  master: { id: string; host: string; port: number }
  servers: { id: string; serverType: string; port: number | 'none' }[]
  env: string[]
  /** What shuffled the order of the start. */
  seed?: number
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
  /** Bytes that it held resident by its own word: `ready`: when it had started; `exited`: when it began to end in order. */
  memory?: number
}

/** What a process told of itself, as a row: with its number and whose it is. */
type Told<Record> = Record & { seq: number; process: string }

export type StateEvent = Told<StateRecord> & { instance: string }
export type StepEvent = Told<StepRecord>
export type LinkEvent = Told<LinkRecord>
export type ViewEvent = Told<ViewRecord> & { instance: string }
export type ProxyEvent = Told<ProxyRecord>
export type LogEvent = Told<LogRecord>
/** Records that were lost before they reached the recorder. */
export type GapEvent = Told<GapRecord>

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
  /** Absent where a fault dropped it before it was sent. */
  n?: number
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
  /** A fault made it vanish. */
  dropped?: true
}

export interface FaultEvent extends Row {
  t: 'fault'
  process: string
  fault: string
  parameters?: unknown
  until?: Nanoseconds
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
