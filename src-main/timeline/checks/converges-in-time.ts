// After any change the cluster converges again within a limit.
import { formatSpan } from '../format-time.ts'
import { convergenceTimes } from '../convergence-times.ts'
import { eventId, type Violation, type Rule } from './finding.ts'

export const convergesInTime: Rule = (events, { dialect, end, convergenceTimeoutNs, words }) =>
  convergenceTimes(events, dialect).divergences.flatMap(({ event, from, to }): Violation[] => {
    const took = (to ?? end) - from
    if (took <= convergenceTimeoutNs) return []
    const span = formatSpan(took)
    const text = to === null ? words.checks.notAgreedSince(span) : words.checks.agreedLate(span)
    return [{ rule: 'converges-in-time', events: [eventId(event)], text }]
  })
