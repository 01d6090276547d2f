// The table of checks: invariants of PROTOCOL.md, which must always hold, and expectations of a healthy cluster.
import { timeOf, type Nanoseconds, type TimelineEvent, type TimelineLine } from '../event.ts'
import { sortByTime } from '../replay.ts'
import { ackFirst } from './ack-first.ts'
import { answeredInTime } from './answered-in-time.ts'
import { viewsAgreeWhenIdle } from './views-agree-when-idle.ts'
import { convergesInTime } from './converges-in-time.ts'
import { eventId, type CheckLimits, type Violation, type Rule } from './finding.ts'
import { noSelfNotification } from './no-self-notification.ts'
import { oneAnswer } from './one-answer.ts'
import { proxiesMade } from './proxies-made.ts'
import { silentAfterRefusal } from './silent-after-refusal.ts'
import { registerAcked } from './register-acked.ts'
import { notificationMatchesRegistry } from './notification-matches-registry.ts'
import { revisionsGrow } from './revisions-grow.ts'
import { rpcEnded } from './rpc-ended.ts'
import { stateOrder } from './state-order.ts'
import { notifiedExactlyOnce } from './notified-exactly-once.ts'

export type { CheckLimits } from './finding.ts'

export interface Finding {
  rule: string
  /** `error`: an invariant is broken. `warning`: the cause may be outside of Grove. */
  severity: 'error' | 'warning'
  /** One sentence. */
  message: string
  /** Ids of the events that show it; `seq <n>` for an event without an id. */
  events: string[]
  /** The time of the last of them. */
  at: Nanoseconds
}

const INVARIANTS: readonly Rule[] = [
  viewsAgreeWhenIdle,
  noSelfNotification,
  ackFirst,
  notifiedExactlyOnce,
  notificationMatchesRegistry,
  revisionsGrow,
  stateOrder,
  oneAnswer,
  registerAcked,
  silentAfterRefusal,
]
const EXPECTATIONS: readonly Rule[] = [proxiesMade, answeredInTime, rpcEnded, convergesInTime]

const DEFAULTS: Omit<CheckLimits, 'end'> = {
  // Longer than the default settling after a master's restart.
  idleNs: 6e9,
  requestTimeoutNs: 5e9,
  callTimeoutNs: 5e9,
  convergenceTimeoutNs: 10e9,
  pairTimeoutNs: 0,
}

/** Runs all checks on a recording, or on a run up to now. Lines in any order; findings in the order of time. */
export function findings(lines: readonly TimelineLine[], limits: Partial<CheckLimits> = {}): Finding[] {
  const events = sortByTime(
    lines.filter(
      (line): line is TimelineEvent => line.t !== 'header' && line.t !== 'footer' && line.t !== 'finding',
    ),
  )
  const last = events.at(-1)
  const all = { ...DEFAULTS, end: last ? timeOf(last) : 0, ...limits }
  const violationsOf = (rules: readonly Rule[], severity: Finding['severity']) =>
    rules.flatMap((rule) => rule(events, all)).map((violation) => ({ ...violation, severity }))
  const violations = [...violationsOf(INVARIANTS, 'error'), ...violationsOf(EXPECTATIONS, 'warning')]
  const times = eventTimes(events, violations)
  return [...recordedFindings(lines), ...checkedFindings(violations, times)].sort((a, b) => a.at - b.at)
}

/** What the launcher found while the run went on. */
function recordedFindings(lines: readonly TimelineLine[]): Finding[] {
  return lines.flatMap((line): Finding[] => {
    if (line.t !== 'finding') return []
    const { rule, text, events, at } = line
    return [{ rule, severity: 'warning', message: text, events, at }]
  })
}

function checkedFindings(
  violations: readonly (Violation & Pick<Finding, 'severity'>)[],
  times: ReadonlyMap<string, Nanoseconds>,
): Finding[] {
  return violations.map(({ rule, severity, text, events: ids }) => ({
    rule,
    severity,
    message: text,
    events: ids,
    at: ids.reduce((latest, id) => Math.max(latest, times.get(id) ?? 0), 0),
  }))
}

function eventTimes(
  events: readonly TimelineEvent[],
  violations: readonly Violation[],
): Map<string, Nanoseconds> {
  const wanted = new Set(violations.flatMap(({ events: ids }) => ids))
  const times = new Map<string, Nanoseconds>()
  if (wanted.size === 0) return times
  for (const event of events) if (wanted.has(eventId(event))) times.set(eventId(event), timeOf(event))
  return times
}
