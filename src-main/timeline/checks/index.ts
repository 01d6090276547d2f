// The invariants of PROTOCOL.md as code: what must hold in every recording of a cluster, whatever was done to it.
import { timeOf, type TimelineEvent } from '../event.ts'
import { inOrder } from '../replay.ts'
import { ackFirst } from './ack-first.ts'
import { agreesAtRest } from './at-rest.ts'
import type { CheckLimits, Finding, Rule } from './finding.ts'
import { hearsNotOfItself } from './hears-of-itself.ts'
import { oneAnswer } from './one-answer.ts'
import { refusedHearsNothing } from './refused.ts'
import { toldAsItWas } from './registry-told.ts'
import { revisionsGrow } from './revisions.ts'
import { toldOnce } from './told-once.ts'

export type { CheckLimits, Finding } from './finding.ts'

const RULES: readonly Rule[] = [
  agreesAtRest,
  hearsNotOfItself,
  ackFirst,
  toldOnce,
  toldAsItWas,
  revisionsGrow,
  oneAnswer,
  refusedHearsNothing,
]

/** Longer than the default settling after a master's restart. */
const QUIET = 6e9
const REQUEST_WITHIN = 5e9

/** What is wrong with a recording, or with a run up to now; events in any order, times in nanoseconds. */
export function checkTimeline(
  events: readonly TimelineEvent[],
  limits: Partial<CheckLimits> = {},
): Finding[] {
  const ordered = inOrder(events)
  const last = ordered.at(-1)
  const end = last ? timeOf(last) : 0
  const all = { quiet: QUIET, requestWithin: REQUEST_WITHIN, patience: 0, end, ...limits }
  return RULES.flatMap((rule) => rule(ordered, all))
}
