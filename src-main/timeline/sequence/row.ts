// The rows of a sequence diagram: time goes down, and each event of a chapter is in exactly one row.
import type { Nanoseconds, Phase } from '../event.ts'

interface RowFields {
  /** Stays the same while a live run grows. */
  key: string
  /** The time of its first event. Rows are in the order of time. */
  time: Nanoseconds
  /** Its events, by place in the columns, in the order of time. */
  places: readonly number[]
}

/** A message, and what its receivers did because of it. One that went to several servers is one row. */
export interface ArrowRow extends RowFields {
  kind: 'arrow'
  from: string
  /** In the order of receipt. */
  to: readonly string[]
  /** In the dialect's own terms: "subscribe.ack". */
  label: string
  /** "2 servers", "to 5"; may be empty. */
  content: string
  phase: Phase
  line: 'message' | 'answer' | 'failed' | 'lost'
}

/** What became of a call: `open` has no answer yet, `oneWay` wants none. */
export type CallOutcome = 'answered' | 'failed' | 'lost' | 'open' | 'oneWay'

/** A call and its answer. */
export interface CallRow extends RowFields {
  kind: 'call'
  from: string
  to: string
  /** The method. */
  label: string
  /** The round trip, or why it failed; may be empty. */
  content: string
  outcome: CallOutcome
  /** From sending the call to receiving its answer. */
  roundTrip: Nanoseconds | null
}

/** The calls of one method between two servers with the same outcome, folded. */
export interface CallsRow extends RowFields {
  kind: 'calls'
  from: string
  to: string
  /** The method. */
  label: string
  /** "×540 · 45/s · p95 2.1 ms" */
  content: string
  outcome: CallOutcome
  count: number
  /** Calls per second. */
  rate: number
  p50: Nanoseconds | null
  p95: Nanoseconds | null
  /** Calls in equal parts of the time from the first to the last. */
  trend: readonly number[]
  /** Its calls are rows of their own, after this one. It has no places then. */
  isUnfolded: boolean
}

/** Calls of an unfolded row that are not shown yet. */
export interface MoreRow extends RowFields {
  kind: 'more'
  /** The key of the unfolded row. */
  of: string
  /** "and 4,300 more" */
  text: string
}

export interface NoteRow extends RowFields {
  kind: 'note'
  /** The servers that it is about; none: the whole run. */
  lanes: readonly string[]
  text: string
  tone: 'plain' | 'faint' | 'good' | 'warn' | 'bad'
}

/** Processes that started: "7 processes started · 0.9 s". */
export interface BootRow extends RowFields {
  kind: 'boot'
  text: string
}

/** Time in which nothing happened. It has no events. */
export interface IdleRow extends RowFields {
  kind: 'idle'
  to: Nanoseconds
  /** "1 min 38 s idle · until 1:40" */
  text: string
}

/** All views agree again. It has no events. */
export interface AgreedRow extends RowFields {
  kind: 'agreed'
  text: string
}

export type SequenceRow = ArrowRow | CallRow | CallsRow | MoreRow | NoteRow | BootRow | IdleRow | AgreedRow
