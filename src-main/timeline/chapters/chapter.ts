// A chapter: one part of a run, with its cause and what it led to.
import type { Nanoseconds } from '../event.ts'

export type ChapterKind =
  | 'start'
  | 'join'
  | 'killed'
  | 'crashed'
  | 'exited'
  | 'lost'
  | 'paused'
  | 'resumed'
  | 'fault'
  | 'healed'
  | 'masterLost'
  | 'masterBack'
  | 'scaled'
  | 'restart'
  | 'stop'
  | 'traffic'
  | 'idle'

export type ChapterTone = 'plain' | 'good' | 'warn' | 'bad'

/** The chapters of a run follow each other without gaps, and each event is in exactly one. */
export interface Chapter {
  /** Stays the same while a live run grows. */
  id: string
  kind: ChapterKind
  from: Nanoseconds
  /** Exclusive. That of the last chapter is just after the last event. */
  to: Nanoseconds
  /** The servers that it is about; none of traffic and idle time. */
  servers: readonly string[]
  /** "chat-2 killed by you" */
  title: string
  /** Measured facts: "5 servers dropped it within 11 ms · 2 calls lost". */
  text: string
  tone: ChapterTone
  /** The number of events. */
  count: number
  /** When the cluster converged after its cause; null if it has not, or did not cease to agree. Of `start`: the whole start. */
  agreedAt: Nanoseconds | null
  /** Then: "all 5 views equal the master's again"; else empty. */
  agreement: string
}
