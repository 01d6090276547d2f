// After any change the cluster converges again within a limit.
import { formatSpan } from '../format-time.ts'
import { convergenceTimes } from '../convergence-times.ts'
import { eventId, type Violation, type Rule } from './finding.ts'

export const convergesInTime: Rule = (events, { dialect, end, convergenceTimeoutNs }) =>
  convergenceTimes(events, dialect).divergences.flatMap(({ event, from, to }): Violation[] => {
    const took = (to ?? end) - from
    if (took <= convergenceTimeoutNs) return []
    const span = formatSpan(took)
    const text = to === null ? `not all agree since ${span}` : `it took ${span} until all agreed`
    return [{ rule: 'converges-in-time', events: [eventId(event)], text }]
  })
