// What a timeline costs in memory as objects, as the command line holds it, and what is asked of it there: queries, checks. The
// floor is JSON.parse of the same lines.
import { readTimeline } from '../../../src-main/host/run.ts'
import {
  convergenceTimes,
  findings,
  flowSteps,
  sortByTime,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { matches } from '../../../src-main/timeline/query/query.ts'
import { held, peak, type Part } from './part.ts'
import { QUERIES, queryOf } from './queries.ts'
import { parsing } from './reading.ts'
import { takeTurns, type Step } from './rounds.ts'

export const holding: Part = async ({ file, rounds }) => {
  const before = held()
  const { events } = await readTimeline(file)
  const most = peak()
  const each = (held() - before) / events.length
  const rows = await takeTurns(rounds, () => parsing(file), {
    'put in order': () => sortByTime(events),
    ...Object.fromEntries(
      QUERIES.map((text): [string, Step] => [`filter ${text}`, () => filter(text, events)]),
    ),
    check: () => findings(events),
    'times until all agree': () => convergenceTimes(events),
    'flow of one server': () => flowSteps(events, 'chat-2'),
  })
  return {
    rows,
    figures: [
      { what: 'as objects: bytes of an event', value: each, unit: 'bytes' },
      { what: 'as objects: the process at most, once it has read them', value: most, unit: 'MiB' },
    ],
  }
}

function filter(text: string, events: readonly TimelineEvent[]): number {
  const query = queryOf(text)
  return events.filter((event) => matches(query, event)).length
}
