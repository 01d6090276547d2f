// What an event changed: told from replay before and after it.
import { expect, test } from 'vitest'
import {
  EventColumns,
  Replay,
  stateChanges,
  timeOf,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { events } = syntheticTimeline({ servers: 4, crash: true })
const columns = new EventColumns()
for (const event of events) columns.add(event)
const replay = new Replay(columns)

function changesOf(...wanted: TimelineEvent[]): string[] {
  const points = wanted.map((event) => ({
    place: columns.placeOf(event)!,
    process: 'process' in event ? event.process : '',
  }))
  return stateChanges(replay, columns, points).map(({ text }) => text)
}

function find<Kind extends TimelineEvent['t']>(
  kind: Kind,
  matches: (event: Extract<TimelineEvent, { t: Kind }>) => boolean,
): Extract<TimelineEvent, { t: Kind }> {
  const found = events.find(
    (event): event is Extract<TimelineEvent, { t: Kind }> =>
      event.t === kind && matches(event as Extract<TimelineEvent, { t: Kind }>),
  )
  if (!found) throw new Error(`no such ${kind}`)
  return found
}

test('a change of the registry, of a view, of proxies and of a state is one sentence each', () => {
  const registered = find('view', ({ process, added }) => process === 'master-1' && added[0]?.id === 'chat-1')
  expect(changesOf(registered)).toEqual(['master-1 added chat-1 to the registry'])
  const made = find('proxy', ({ process, server }) => process === 'connector-1' && server === 'chat-1')
  const services = made.services.join(', ')
  expect(changesOf(made)[0]).toMatch(
    new RegExp(String.raw`^connector-1 made \d+ prox(y|ies) \(${services}\) for chat-1$`),
  )
  const state = find('state', ({ process, to }) => process === 'chat-1' && to === 'registered')
  expect(changesOf(state)).toEqual([`chat-1 went from ${state.from} to registered`])
})

test('a process that ends takes its view and proxies with it', () => {
  const exited = find('process', ({ event }) => event === 'exited')
  expect(changesOf(exited)).toEqual([
    expect.stringMatching(
      new RegExp(String.raw`^${exited.process} ended \(.+\), and its view and its proxies for \d+ servers`),
    ),
  ])
})

test('what was so before is no change: a row that arrives for the second time says nothing', () => {
  const made = find('proxy', ({ made: isMade }) => isMade)
  const again = { ...made, seq: 100_000, at: made.at + 1 }
  const repeated = new EventColumns()
  for (const event of [...events, again]) repeated.add(event)
  const point = { place: repeated.placeOf(again)!, process: again.process }
  const texts = stateChanges(new Replay(repeated), repeated, [point])
  expect(texts).toEqual([])
})

test('many events in one call tell the same as each alone', () => {
  const rows = events
    .filter(({ t }) => t === 'view' || t === 'proxy' || t === 'state')
    .toSorted((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq)
    .slice(0, 40)
  expect(changesOf(...rows)).toEqual(rows.flatMap((row) => changesOf(row)))
})
