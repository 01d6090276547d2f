// Whoever was refused hears nothing more on that connection.
import { controlPackets, verdictOf } from './announced.ts'
import type { Finding, Rule } from './finding.ts'

export const refusedHearsNothing: Rule = (events) =>
  [...controlPackets(events, 'down').values()].flatMap((packets): Finding[] => {
    const refusal = packets.findIndex((packet) => verdictOf(packet)?.accepted === false)
    const after = refusal < 0 ? [] : packets.slice(refusal + 1)
    const [first] = after
    if (!first) return []
    return [
      {
        rule: 'refused-hears-nothing',
        events: packets.slice(refusal).map(({ id }) => id),
        text: `${first.to} was refused, and was sent ${after.map(({ name }) => name).join(', ')} after that`,
      },
    ]
  })
