// What a timeline costs in the window, which keeps it in columns, and what can be asked of it there. The floor is JSON.parse of
// the same lines.
import { TimelineSource } from '../../../src-main/host/recording/timeline-source.ts'
import {
  compileQuery,
  Replay,
  type EventColumns,
  type TimelineLine,
} from '../../../src-main/timeline/index.ts'
import { EventStore } from '../../../src-renderer/flow/store.ts'
import { held, peak, type Part } from './part.ts'
import { QUERIES, queryOf } from './queries.ts'
import { parsing } from './reading.ts'
import { quantile, sortedTimes, takeTurns, type Step } from './rounds.ts'

const SEEKS = 1_000
/** Lines that a window is given at once. */
const PAGE = 1_000

export const columns: Part = async ({ file, rounds }) => {
  const before = held()
  const store = await opened(file)
  const most = peak()
  const after = held()
  const { events, end } = store
  const rows = await takeTurns(rounds, () => parsing(file), {
    'read into the window’s store': () => opened(file),
    'columns: state at the end, the first time': () => new Replay(events).at(end),
    ...Object.fromEntries(
      QUERIES.map((text): [string, Step] => [`columns: filter ${text}`, () => filter(text, events)]),
    ),
  })
  store.replay.at(end)
  const seeks = await sortedTimes(SEEKS, () => store.replay.at(Math.random() * end))
  const each = (bytes: number): number => bytes / events.length
  return {
    rows,
    figures: [
      { what: 'columns: bytes of an event', value: each(events.bytes), unit: 'bytes', aim: 120 },
      { what: 'columns: and of its body', value: each(events.bodyBytes), unit: 'bytes' },
      { what: 'the window’s store, all of it', value: each(after - before), unit: 'bytes' },
      { what: 'the window’s store: the process at most, once it has read it', value: most, unit: 'MiB' },
      { what: 'columns: seek, p50', value: quantile(seeks, 0.5), unit: 'ms' },
      { what: 'columns: seek, p95', value: quantile(seeks, 0.95), unit: 'ms', aim: 5 },
      { what: 'columns: seek, worst', value: quantile(seeks, 1), unit: 'ms' },
    ],
  }
}

async function opened(file: string): Promise<EventStore> {
  const store = new EventStore()
  let page: TimelineLine[] = []
  const give = (): void => {
    store.append(store.lines, page)
    page = []
  }
  const source = await TimelineSource.open(file)
  await source.read({
    onLine: (line) => {
      page.push(line)
      if (page.length >= PAGE) give()
    },
  })
  await source.close()
  give()
  return store
}

function filter(text: string, events: EventColumns): number {
  const test = compileQuery(events, queryOf(text))
  let found = 0
  for (let place = 0; place < events.length; place += 1) if (test(place)) found += 1
  return found
}
