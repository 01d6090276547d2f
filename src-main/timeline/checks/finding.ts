// What a check says, and what every check is: a pure function from the events, in the order of time, to its findings.
import type { FindingEvent, Nanoseconds, TimelineEvent } from '../event.ts'

/** What a `finding` row says: which rule was broken, by which events, in one sentence. */
export type Violation = Pick<FindingEvent, 'rule' | 'events' | 'text'>

export interface CheckLimits {
  /** After so long without any change the cluster is at rest, and all must agree. Longer than settling may take. */
  idleNs: Nanoseconds
  /** The deadline of a request. */
  requestTimeoutNs: Nanoseconds
  /** The deadline of a call between servers. */
  callTimeoutNs: Nanoseconds
  /** How long it may take until all agree again. */
  convergenceTimeoutNs: Nanoseconds
  /** When the recording ends, or now; by default the moment of its last event. */
  end: Nanoseconds
  /**
   * Of a recording that goes on: a packet whose other end nobody reported is not written until so long after it, and
   * so is not missed before. 0 for one that has ended.
   */
  pairTimeoutNs: Nanoseconds
}

export type Rule = (events: readonly TimelineEvent[], limits: CheckLimits) => Violation[]

/** The id of an event; `seq <n>` for a row that has none. */
export function eventId(event: TimelineEvent): string {
  return 'id' in event ? event.id : `seq ${event.seq}`
}
