// Within a bounded time after any change all agree again.
import { convergenceTimes } from '../convergence-times.ts'
import { idOf, type Finding, type Rule } from './finding.ts'

export const convergesInTime: Rule = (events, { end, convergeWithin }) =>
  convergenceTimes(events).divergences.flatMap(({ event, from, to }): Finding[] => {
    const took = (to ?? end) - from
    if (took <= convergeWithin) return []
    const seconds = (took / 1e9).toFixed(1)
    const text = to === null ? `not all agree since ${seconds} s` : `it took ${seconds} s until all agreed`
    return [{ rule: 'converges-in-time', events: [idOf(event)], text }]
  })
