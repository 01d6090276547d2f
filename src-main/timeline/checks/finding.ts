// A check is a pure function from events, in the order of time, to violations of its rule.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import type { TimelineWords } from '../words/en.ts'
import type { FindingEvent, Nanoseconds, TimelineEvent } from '../event.ts'

/** The rule that was broken, the ids of the events that show it, and a sentence. */
export type Violation = Pick<FindingEvent, 'rule' | 'events' | 'text'>

export interface CheckLimits {
  /** How the events are read; by default as the header says. */
  dialect: Dialect
  /** After this time without a change the cluster is idle, and all views must agree. Longer than settling may take. */
  idleNs: Nanoseconds
  /** The deadline of a request. */
  requestTimeoutNs: Nanoseconds
  /** The deadline of a call between servers. */
  callTimeoutNs: Nanoseconds
  /** The limit for converging again after a change. */
  convergenceTimeoutNs: Nanoseconds
  /** The end of the recording, or now; by default the time of its last event. */
  end: Nanoseconds
  /**
   * In a live recording, a packet with one unreported end is written only after this time; until then it is not
   * missing. 0 for a recording that has ended.
   */
  pairTimeoutNs: Nanoseconds
  /** The language of the sentences. */
  words: TimelineWords
}

export type Rule = (events: readonly TimelineEvent[], limits: CheckLimits) => Violation[]

/** Returns the id of an event; `seq <n>` if it has none. */
export function eventId(event: TimelineEvent): string {
  return 'id' in event ? event.id : `seq ${event.seq}`
}
