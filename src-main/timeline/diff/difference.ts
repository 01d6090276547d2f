// What a comparison of two runs answers: plain data, which is the JSON of `grove diff` as it stands. Times are
// milliseconds, sizes bytes.
import type { Phase } from '../event.ts'

/** The same thing in run A and in run B. */
export interface Pair<T> {
  a: T
  b: T
}

/** A number in both runs; `null` where a run has none. */
export interface Measure extends Pair<number | null> {
  /** B − A; `null` where one is missing. */
  by: number | null
  /** Further apart than both bounds of its unit. */
  beyond: boolean
}

/** A number is marked where it differs by more than this much, and by more than this share of the smaller one. */
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
  /** `null`: the recording was cut off. */
  exit: number | null
  ready: boolean
  converged: boolean
  /** Whether all agreed when the cluster began to stop, or at the end of a recording without a stop. */
  agreedAtEnd: boolean
}

/** Something of the plan that is not the same; `null` where a run does not have it. */
export interface PlanDifference extends Pair<string | null> {
  what: string
}

/** A server that only one of the runs saw, and how many events of it and about it are not in `events` for that. */
export interface UnmatchedServer {
  in: 'a' | 'b'
  server: string
  events: number
}

export interface Moment {
  at: number
  /** Who listened, who registered. */
  server?: string
}

export interface Milestone extends Pair<Moment | null> {
  name: string
  change: Measure
}

/** What happened in one run only, or more often in it. */
export interface UnmatchedEvent {
  in: 'a' | 'b'
  /** Whose; empty for what is said of all servers together. */
  process: string
  what: string
  count: Pair<number>
  /** When it first happened without its like in the other run. */
  at: number
  /** The latest milestone before, and the time since. */
  after: { milestone: string; milliseconds: number }
  /** Id of that event; `seq <n>` where it has none. */
  event: string
}

/** Two things that happened in this order in A, and in the other in B. */
export interface OrderDifference {
  /** Whose. */
  of: string
  first: string
  second: string
}

export interface RuleDifference extends Pair<number> {
  rule: string
  severity: 'error' | 'warning'
  /** What was found first, in words. */
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
  /** From the sending to the receipt. */
  p50: Measure
  p95: Measure
}

/** What was asked under one name (of RPC: `service.method`), until the cluster began to stop. */
export interface RequestDifference {
  name: string
  rpc: boolean
  asked: Measure
  /** Answered with an error. */
  failed: Measure
  unanswered: Measure
  /** From the sending of the question to the receipt of the answer. */
  p50: Measure
  p95: Measure
}

/** How long after a server was first spawned it first came to each state. */
export interface StartDifference {
  server: string
  starting: Measure
  listening: Measure
  registered: Measure
  subscribed: Measure
  started: Measure
}

/** What a process held resident, by its own word. */
export interface MemoryDifference {
  server: string
  /** When it had first started. */
  ready: Measure
  /** When it last began to end in order. */
  exited: Measure
}

export interface TimelineDiff {
  v: 1
  /** There are no `differences`. */
  same: boolean
  /** What is not the same, the gravest first: each a sentence without its full stop. */
  differences: string[]
  /** Numbers that are `beyond`; no reason to call the runs different. */
  changes: string[]
  /** What makes the comparison weaker: a recording that was cut off, records that were lost. */
  notes: string[]
  bounds: Bounds
  runs: Pair<RunOutline>
  plan: PlanDifference[]
  servers: UnmatchedServer[]
  milestones: Milestone[]
  /** In which order those servers first registered that both runs know. */
  registrations: Pair<string[]>
  /** Of the times in which not all agreed: how many ended, and how long they took. */
  convergence: { divergences: Measure; p50: Measure; p95: Measure }
  starts: StartDifference[]
  /** `together`: the sums of those servers that both runs know it of. */
  memory: { recorded: Pair<boolean>; together: Omit<MemoryDifference, 'server'>; servers: MemoryDifference[] }
  phases: PhaseDifference[]
  packets: PacketDifference[]
  requests: RequestDifference[]
  /** In the order of time, 10,000 at most of each run; so many `more` there are. */
  events: { list: UnmatchedEvent[]; more: Pair<number> }
  order: OrderDifference[]
  findings: RuleDifference[]
}
