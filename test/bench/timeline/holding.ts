// What a timeline costs in memory as objects, and what can be asked of it there: its state at any moment, queries, checks.
// The floor is JSON.stringify of the same lines.
import { readTimeline } from '../../../src-main/host/run.ts'
import {
  convergenceTimes,
  findings,
  flowSteps,
  inOrder,
  matches,
  parseQuery,
  Replay,
  timeOf,
  type ReplaySource,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import type { Part } from './part.ts'
import { quantile, sortedTimes, takeTurns, type Step } from './rounds.ts'

const SEEKS = 1_000
const QUERIES = [
  'phase:register',
  'from:master-1 to:chat-*',
  'dur>5ms',
  '"no such room: 123"',
  '/no such room: 1[0-9]5"/',
]

export const holding: Part = async ({ file, rounds }) => {
  globalThis.gc?.()
  const before = process.memoryUsage()
  const { events } = await readTimeline(file)
  globalThis.gc?.()
  const after = process.memoryUsage()
  const ordered = inOrder(events)
  const end = timeOf(ordered.at(-1)!)
  let replay = new Replay(sourceOf(ordered))
  const rows = await takeTurns(rounds, () => events.forEach((event) => JSON.stringify(event)), {
    'put in order': () => inOrder(events),
    'state at the end, the first time': () => {
      replay = new Replay(sourceOf(ordered))
      replay.at(end)
    },
    ...Object.fromEntries(
      QUERIES.map((text): [string, Step] => [`filter ${text}`, () => filter(text, events)]),
    ),
    check: () => findings(events),
    'times until all agree': () => convergenceTimes(events),
    'flow of one server': () => flowSteps(events, 'chat-2'),
  })
  const seeks = await sortedTimes(SEEKS, () => replay.at(Math.random() * end))
  return {
    rows,
    figures: [
      {
        what: 'bytes of an event as objects (heap)',
        value: (after.heapUsed - before.heapUsed) / events.length,
        unit: 'bytes',
      },
      {
        what: 'bytes of an event as objects (resident)',
        value: (after.rss - before.rss) / events.length,
        unit: 'bytes',
      },
      { what: 'seek over objects, p50', value: quantile(seeks, 0.5), unit: 'ms' },
      { what: 'seek over objects, p95', value: quantile(seeks, 0.95), unit: 'ms', aim: 5 },
      { what: 'seek over objects, worst', value: quantile(seeks, 1), unit: 'ms' },
    ],
  }
}

function filter(text: string, events: readonly TimelineEvent[]): number {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return events.filter((event) => matches(parsed.query, event)).length
}

function sourceOf(events: readonly TimelineEvent[]): ReplaySource {
  const at = (index: number): TimelineEvent => {
    const event = events[index]
    if (!event) throw new RangeError(`there is no event ${index}`)
    return event
  }
  const after = (time: number): number => {
    let [low, high] = [0, events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (timeOf(at(middle)) <= time) low = middle + 1
      else high = middle
    }
    return low
  }
  return { length: events.length, at, after }
}
