// Nobody is told of its own coming or going: a server is in the list that it gets, and never in a change.
import { announcementIn } from './announcements.ts'
import type { Violation, Rule } from './finding.ts'

export const noSelfNotification: Rule = (events) =>
  events.flatMap((event): Violation[] => {
    const announced = event.t === 'packet' ? announcementIn(event) : null
    if (event.t !== 'packet' || !announced?.changes.some(({ id }) => id === event.to)) return []
    return [
      {
        rule: 'no-self-notification',
        events: [event.id],
        text: `${event.to} was told of itself at revision ${announced.revision}`,
      },
    ]
  })
