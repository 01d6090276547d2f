// Nothing more is sent on a connection that was refused.
import { controlPackets, registrationOutcome } from './announcements.ts'
import type { Violation, Rule } from './finding.ts'

export const silentAfterRefusal: Rule = (events) =>
  [...controlPackets(events, 'down').values()].flatMap((packets): Violation[] => {
    const refusal = packets.findIndex((packet) => registrationOutcome(packet)?.accepted === false)
    const after = refusal < 0 ? [] : packets.slice(refusal + 1)
    const [first] = after
    if (!first) return []
    return [
      {
        rule: 'silent-after-refusal',
        events: packets.slice(refusal).map(({ id }) => id),
        text: `${first.to} was refused, and was sent ${after.map(({ name }) => name).join(', ')} after that`,
      },
    ]
  })
