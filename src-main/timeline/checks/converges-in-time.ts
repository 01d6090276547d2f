// After any change the cluster converges again within a limit.
import { convergenceTimes } from '../convergence-times.ts'
import { eventId, type Violation, type Rule } from './finding.ts'

export const convergesInTime: Rule = (events, { dialect, end, convergenceTimeoutNs }) =>
  convergenceTimes(events, dialect).divergences.flatMap(({ event, from, to }): Violation[] => {
    const took = (to ?? end) - from
    if (took <= convergenceTimeoutNs) return []
    const seconds = (took / 1e9).toFixed(1)
    const text = to === null ? `not all agree since ${seconds} s` : `it took ${seconds} s until all agreed`
    return [{ rule: 'converges-in-time', events: [eventId(event)], text }]
  })
