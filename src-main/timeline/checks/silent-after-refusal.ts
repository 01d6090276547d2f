// Nothing more is sent on a connection that was refused.
import { controlPackets, registrationOutcome } from './announcements.ts'
import type { Violation, Rule } from './finding.ts'

export const silentAfterRefusal: Rule = (events, { words: { checks, names } }) =>
  [...controlPackets(events, 'down').values()].flatMap((packets): Violation[] => {
    const refusal = packets.findIndex((packet) => registrationOutcome(packet)?.accepted === false)
    const after = refusal < 0 ? [] : packets.slice(refusal + 1)
    const [first] = after
    if (!first) return []
    return [
      {
        rule: 'silent-after-refusal',
        events: packets.slice(refusal).map(({ id }) => id),
        text: checks.sentAfterRefusal(first.to, after.map(({ name }) => name).join(names.separator)),
      },
    ]
  })
