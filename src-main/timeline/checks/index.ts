// The table of checks: invariants of a protocol, which must always hold, and expectations of a healthy cluster.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { dialectOf } from '../dialect-of.ts'
import { timeOf, type Nanoseconds, type TimelineEvent, type TimelineLine } from '../event.ts'
import { sortByTime } from '../replay.ts'
import { ENGLISH, type TimelineWords } from '../words/en.ts'
import { answeredByAll } from './answered-by-all.ts'
import { nodeLostWhileAlive } from './node-lost-while-alive.ts'
import { requestAnsweredOnce } from './request-answered-once.ts'
import { ackFirst } from './ack-first.ts'
import { answeredInTime } from './answered-in-time.ts'
import { viewsAgreeWhenIdle } from './views-agree-when-idle.ts'
import { convergesInTime } from './converges-in-time.ts'
import { eventId, type CheckLimits, type Violation, type Rule } from './finding.ts'
import { noSelfNotification } from './no-self-notification.ts'
import { oneAnswer } from './one-answer.ts'
import { proxiesMade } from './proxies-made.ts'
import { silentAfterRefusal } from './silent-after-refusal.ts'
import { recordsNameProcess } from './records-name-process.ts'
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

type RuleId = keyof TimelineWords['checks']['rules']

interface Check {
  id: RuleId
  severity: Finding['severity']
  rule: Rule
  /** It judges calls between servers, so it needs their packets. */
  readsCalls?: true
}

/** A dialect names the checks that hold in it. */
const CHECKS: readonly Check[] = [
  {
    id: 'views-agree-when-idle',
    severity: 'error',
    rule: viewsAgreeWhenIdle,
  },
  {
    id: 'no-self-notification',
    severity: 'error',
    rule: noSelfNotification,
  },
  {
    id: 'ack-first',
    severity: 'error',
    rule: ackFirst,
  },
  {
    id: 'notified-exactly-once',
    severity: 'error',
    rule: notifiedExactlyOnce,
  },
  {
    id: 'notification-matches-registry',
    severity: 'error',
    rule: notificationMatchesRegistry,
  },
  {
    id: 'revisions-grow',
    severity: 'error',
    rule: revisionsGrow,
  },
  {
    id: 'state-order',
    severity: 'error',
    rule: stateOrder,
  },
  {
    id: 'one-answer',
    severity: 'error',
    rule: oneAnswer,
    readsCalls: true,
  },
  {
    id: 'register-acked',
    severity: 'error',
    rule: registerAcked,
  },
  {
    id: 'silent-after-refusal',
    severity: 'error',
    rule: silentAfterRefusal,
  },
  {
    id: 'proxies-made',
    severity: 'warning',
    rule: proxiesMade,
  },
  {
    id: 'answered-in-time',
    severity: 'warning',
    rule: answeredInTime,
  },
  {
    id: 'rpc-ended',
    severity: 'warning',
    rule: rpcEnded,
    readsCalls: true,
  },
  {
    id: 'converges-in-time',
    severity: 'warning',
    rule: convergesInTime,
  },
  {
    id: 'request-answered-once',
    severity: 'warning',
    rule: requestAnsweredOnce,
    readsCalls: true,
  },
  {
    id: 'answered-by-all',
    severity: 'warning',
    rule: answeredByAll,
    readsCalls: true,
  },
  {
    id: 'records-name-process',
    severity: 'warning',
    rule: recordsNameProcess,
  },
  {
    id: 'node-lost-while-alive',
    severity: 'warning',
    rule: nodeLostWhileAlive,
  },
]

/** The names of all checks, for a dialect. */
export const CHECK_IDS: readonly string[] = CHECKS.map(({ id }) => id)

/** What a rule requires, in words: "a state goes forward, …"; empty for a rule that is not known. */
export function checkText(rule: string, { checks }: TimelineWords = ENGLISH): string {
  return Object.hasOwn(checks.rules, rule) ? checks.rules[rule as RuleId] : ''
}

/** The rules of a dialect that judge calls between servers: without the packets of calls they find nothing. */
export function checksOfCalls({ checks }: Dialect): string[] {
  return CHECKS.flatMap(({ id, readsCalls }) => (readsCalls && checks.includes(id) ? id : []))
}

const DEFAULTS: Omit<CheckLimits, 'end' | 'dialect' | 'words'> = {
  // Longer than the default settling after a master's restart.
  idleNs: 6e9,
  requestTimeoutNs: 5e9,
  callTimeoutNs: 5e9,
  convergenceTimeoutNs: 10e9,
  pairTimeoutNs: 0,
}

/** Runs all checks on a recording, or on a run up to now. Lines in any order; findings in the order of time. */
export function findings(lines: readonly TimelineLine[], limits: Partial<CheckLimits> = {}): Finding[] {
  const parts = findingsInParts(lines, limits)
  let part = parts.next()
  while (!part.done) part = parts.next()
  return part.value
}

/** The same in parts, one for each rule, so that a thread can do other work between them. */
export function* findingsInParts(
  lines: readonly TimelineLine[],
  limits: Partial<CheckLimits> = {},
): Generator<void, Finding[]> {
  const events = sortByTime(
    lines.filter(
      (line): line is TimelineEvent => line.t !== 'header' && line.t !== 'footer' && line.t !== 'finding',
    ),
  )
  const last = events.at(-1)
  const dialect = limits.dialect ?? dialectOf(lines.find((line) => line.t === 'header') ?? null)
  const all = { ...defaultsOf(dialect), dialect, words: ENGLISH, end: last ? timeOf(last) : 0, ...limits }
  const violations: (Violation & Pick<Finding, 'severity'>)[] = []
  for (const { id, rule, severity } of CHECKS) {
    if (!dialect.checks.includes(id)) continue
    yield
    for (const violation of rule(events, all)) violations.push({ ...violation, severity })
  }
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

/** Where members learn of a change by heartbeats, it takes longer. */
function defaultsOf({ settleMs = 0 }: Dialect): typeof DEFAULTS {
  const settleNs = settleMs * 1e6
  return {
    ...DEFAULTS,
    idleNs: Math.max(DEFAULTS.idleNs, settleNs),
    convergenceTimeoutNs: Math.max(DEFAULTS.convergenceTimeoutNs, settleNs),
  }
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
