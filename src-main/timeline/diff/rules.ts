// Compares the findings of the checks.
import { findings } from '../checks/index.ts'
import { dialectOf } from '../dialect-of.ts'
import type { RuleDifference } from './difference.ts'
import type { RunProfile } from './run-profile.ts'

/** Returns the rules with different numbers of findings. */
export function compareRules(a: RunProfile, b: RunProfile): RuleDifference[] {
  const rules = new Map<string, RuleDifference>()
  for (const side of ['a', 'b'] as const) {
    const { header, events } = side === 'a' ? a : b
    for (const { rule, severity, message } of findings(events, { dialect: dialectOf(header) })) {
      const known = rules.get(rule) ?? { rule, severity, message, a: 0, b: 0 }
      rules.set(rule, known)
      known[side] += 1
    }
  }
  return [...rules.values()].filter((each) => each.a !== each.b)
}
