// The result of a comparison of two runs: plain data, which is the JSON output of `grove diff`. Times are in
// milliseconds, sizes in bytes.
import type { Phase } from '../event.ts'

/** A value in run A and in run B. */
export interface Pair<T> {
  a: T
  b: T
}

/** A number in both runs; null if a run has none. */
export interface Measure extends Pair<number | null> {
  /** B − A; null if one is missing. */
  by: number | null
  /** Whether they differ by more than both bounds of the unit. */
  beyond: boolean
}

/** A number is marked if it differs by more than this, and by more than this share of the smaller value. */
export interface Bounds {
  share: number
  milliseconds: number
  bytes: number
  count: number
}

export interface RunOutline {
  run: string
  name: string
  /** ISO 8601. */
  startedAt: string
  generator: string
  events: number
  /** From the start to the last event. */
  milliseconds: number
  /** Null if the recording was cut off. */
  exit: number | null
  ready: boolean
  converged: boolean
  /** Whether all servers agreed when the cluster began to stop, or at the end of a recording without a stop. */
  agreedAtEnd: boolean
}

/** A part of the plan that differs; null if a run does not have it. */
export interface PlanDifference extends Pair<string | null> {
  what: string
}

/** A server of one run only, and how many of its events are therefore not in `events`. */
export interface UnmatchedServer {
  in: 'a' | 'b'
  server: string
  events: number
}

export interface Moment {
  at: number
  /** The server that listened or registered. */
  server?: string
}

export interface Milestone extends Pair<Moment | null> {
  name: string
  change: Measure
}

/** An event of one run only, or more frequent in it. */
export interface UnmatchedEvent {
  in: 'a' | 'b'
  /** The process; empty if it is about all servers. */
  process: string
  what: string
  count: Pair<number>
  /** The time of the first one without a counterpart. */
  at: number
  /** The latest milestone before it, and the time since. */
  after: { milestone: string; milliseconds: number }
  /** Id of that event; `seq <n>` if it has none. */
  event: string
}

/** Two events in this order in A, and in the opposite order in B. */
export interface OrderDifference {
  /** The server, or the pair of servers. */
  of: string
  first: string
  second: string
}

export interface RuleDifference extends Pair<number> {
  rule: string
  severity: 'error' | 'warning'
  /** The message of the first finding. */
  message: string
}

export interface PhaseDifference {
  phase: Phase
  events: Measure
  packets: Measure
  bytes: Measure
}

export interface PacketDifference {
  name: string
  count: Measure
  bytes: Measure
  /** Latency, from sending to receipt. */
  p50: Measure
  p95: Measure
}

/** Requests of one name (for RPC: `service.method`), until the cluster began to stop. */
export interface RequestDifference {
  name: string
  rpc: boolean
  asked: Measure
  /** Answered with an error. */
  failed: Measure
  unanswered: Measure
  /** From sending the request to receiving the answer. */
  p50: Measure
  p95: Measure
}

/** Time from a server's first spawn until it first reached each state. */
export interface StartDifference {
  server: string
  starting: Measure
  listening: Measure
  registered: Measure
  subscribed: Measure
  started: Measure
}

/** Resident memory, as the process reported it. */
export interface MemoryDifference {
  server: string
  /** When it had first started. */
  ready: Measure
  /** When it last began to stop. */
  exited: Measure
}

export interface TimelineDiff {
  v: 1
  /** Whether there are no `differences`. */
  same: boolean
  /** The most serious first; each a sentence without a full stop. */
  differences: string[]
  /** Numbers that are `beyond`; they do not make the runs different. */
  changes: string[]
  /** Limits of the comparison: a recording that was cut off, records that were lost. */
  notes: string[]
  bounds: Bounds
  runs: Pair<RunOutline>
  plan: PlanDifference[]
  servers: UnmatchedServer[]
  milestones: Milestone[]
  /** The order of first registration of the servers that both runs have. */
  registrations: Pair<string[]>
  /** How many divergences ended, and how long they took. */
  convergence: { divergences: Measure; p50: Measure; p95: Measure }
  starts: StartDifference[]
  /** `together`: sums over the servers known in both runs. */
  memory: { recorded: Pair<boolean>; together: Omit<MemoryDifference, 'server'>; servers: MemoryDifference[] }
  phases: PhaseDifference[]
  packets: PacketDifference[]
  requests: RequestDifference[]
  /** In the order of time, at most 10,000 of each run; `more` counts the others. */
  events: { list: UnmatchedEvent[]; more: Pair<number> }
  order: OrderDifference[]
  findings: RuleDifference[]
}
