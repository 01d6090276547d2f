// The table of checks: invariants of a protocol, which must always hold, and expectations of a healthy cluster.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { dialectOf } from '../dialect-of.ts'
import { timeOf, type Nanoseconds, type TimelineEvent, type TimelineLine } from '../event.ts'
import { sortByTime } from '../replay.ts'
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

interface Check {
  id: string
  severity: Finding['severity']
  /** What the rule requires, as in docs/TIMELINE.md. */
  holdsIf: string
  rule: Rule
  /** It judges calls between servers, so it needs their packets. */
  readsCalls?: true
}

/** A dialect names the checks that hold in it. */
const CHECKS: readonly Check[] = [
  {
    id: 'views-agree-when-idle',
    severity: 'error',
    holdsIf:
      'when nothing has happened for 6 s, all views match, and a registry lists exactly the live servers',
    rule: viewsAgreeWhenIdle,
  },
  {
    id: 'no-self-notification',
    severity: 'error',
    holdsIf: 'no server is notified of its own arrival or removal',
    rule: noSelfNotification,
  },
  {
    id: 'ack-first',
    severity: 'error',
    holdsIf: "a server's ack is sent before it is registered and announced",
    rule: ackFirst,
  },
  {
    id: 'notified-exactly-once',
    severity: 'error',
    holdsIf: 'a subscriber is notified of each change once, in order; nobody else is',
    rule: notifiedExactlyOnce,
  },
  {
    id: 'notification-matches-registry',
    severity: 'error',
    holdsIf: 'lists and changes that are sent are those of the registry',
    rule: notificationMatchesRegistry,
  },
  {
    id: 'revisions-grow',
    severity: 'error',
    holdsIf: 'revisions grow by one for each change, and no server returns to a master that it left',
    rule: revisionsGrow,
  },
  {
    id: 'state-order',
    severity: 'error',
    holdsIf:
      'a state goes forward, falls back only through `reconnecting`, and ends with `stopping` or `failed`',
    rule: stateOrder,
  },
  {
    id: 'one-answer',
    severity: 'error',
    holdsIf: "no request has two answers, and none of Grove's own waits 5 s on an open link",
    rule: oneAnswer,
    readsCalls: true,
  },
  {
    id: 'register-acked',
    severity: 'error',
    holdsIf: 'a registration is acknowledged or refused within 5 s',
    rule: registerAcked,
  },
  {
    id: 'silent-after-refusal',
    severity: 'error',
    holdsIf: 'nothing more is sent on a connection that was refused',
    rule: silentAfterRefusal,
  },
  {
    id: 'proxies-made',
    severity: 'warning',
    holdsIf: 'a server makes proxies within 5 s for each callable server that it is notified of',
    rule: proxiesMade,
  },
  {
    id: 'answered-in-time',
    severity: 'warning',
    holdsIf: "Grove's own requests are answered within 5 s",
    rule: answeredInTime,
  },
  {
    id: 'rpc-ended',
    severity: 'warning',
    holdsIf: 'a call that wants an answer has one within 5 s, or its link ends',
    rule: rpcEnded,
    readsCalls: true,
  },
  {
    id: 'converges-in-time',
    severity: 'warning',
    holdsIf: 'after each change the cluster converges again within 10 s',
    rule: convergesInTime,
  },
  {
    id: 'request-answered-once',
    severity: 'warning',
    holdsIf: 'no request has two answers, and no two requests of a connection have the same id',
    rule: requestAnsweredOnce,
    readsCalls: true,
  },
  {
    id: 'answered-by-all',
    severity: 'warning',
    holdsIf: 'a call to many is answered within 5 s by each member that it expects',
    rule: answeredByAll,
    readsCalls: true,
  },
  {
    id: 'records-name-process',
    severity: 'warning',
    holdsIf: 'each record of a server that a master sends says which process it is',
    rule: recordsNameProcess,
  },
  {
    id: 'node-lost-while-alive',
    severity: 'warning',
    holdsIf: 'without a master: nobody drops a member whose process runs and has no injected fault',
    rule: nodeLostWhileAlive,
  },
]

/** The names of all checks, for a dialect. */
export const CHECK_IDS: readonly string[] = CHECKS.map(({ id }) => id)

/** What each rule requires, in words: "a state goes forward, …". */
export const CHECK_TEXTS: ReadonlyMap<string, string> = new Map(
  CHECKS.map(({ id, holdsIf }) => [id, holdsIf]),
)

/** The rules of a dialect that judge calls between servers: without the packets of calls they find nothing. */
export function checksOfCalls({ checks }: Dialect): string[] {
  return CHECKS.flatMap(({ id, readsCalls }) => (readsCalls && checks.includes(id) ? id : []))
}

const DEFAULTS: Omit<CheckLimits, 'end' | 'dialect'> = {
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
  const dialect = limits.dialect ?? dialectOf(lines.find((line) => line.t === 'header') ?? null)
  const all = { ...defaultsOf(dialect), dialect, end: last ? timeOf(last) : 0, ...limits }
  const violations = CHECKS.filter(({ id }) => dialect.checks.includes(id)).flatMap(({ rule, severity }) =>
    rule(events, all).map((violation) => ({ ...violation, severity })),
  )
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
