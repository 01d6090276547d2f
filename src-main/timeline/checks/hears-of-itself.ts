// Nobody is told of its own coming or going: a server is in the list that it gets, and never in a change.
import { announcementOf } from './announced.ts'
import type { Finding, Rule } from './finding.ts'

export const hearsNotOfItself: Rule = (events) =>
  events.flatMap((event): Finding[] => {
    const announced = event.t === 'packet' ? announcementOf(event) : null
    if (event.t !== 'packet' || !announced?.changes.some(({ id }) => id === event.to)) return []
    return [
      {
        rule: 'hears-not-of-itself',
        events: [event.id],
        text: `${event.to} was told of itself at revision ${announced.revision}`,
      },
    ]
  })
