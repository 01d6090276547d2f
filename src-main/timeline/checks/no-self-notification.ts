// No server is notified of its own arrival or removal: it is in the list that it gets, never in a change.
import { announcementIn } from './announcements.ts'
import type { Violation, Rule } from './finding.ts'

export const noSelfNotification: Rule = (events, { words }) =>
  events.flatMap((event): Violation[] => {
    const announced = event.t === 'packet' ? announcementIn(event) : null
    if (event.t !== 'packet' || !announced?.changes.some(({ id }) => id === event.to)) return []
    return [
      {
        rule: 'no-self-notification',
        events: [event.id],
        text: words.checks.notifiedOfItself(event.to, announced.revision),
      },
    ]
  })
