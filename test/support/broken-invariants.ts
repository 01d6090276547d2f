// The invariants that a recording breaks.
import {
  findings,
  type CheckLimits,
  type Finding,
  type TimelineEvent,
} from '../../src-main/timeline/index.ts'

export function brokenInvariants(
  events: readonly TimelineEvent[],
  limits: Partial<CheckLimits> = {},
): Finding[] {
  return findings(events, limits).filter(({ severity }) => severity === 'error')
}
