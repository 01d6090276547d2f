// Every export, the diff and the columns of a cluster without a master.
import { expect, test } from 'vitest'
import {
  compileQuery,
  diffAsText,
  diffTimelines,
  EventColumns,
  parseQuery,
  PendingCalls,
  TimelineCollector,
  TimelineReader,
  type Timeline,
  type TimelineFormat,
} from '../../../../src-main/timeline/index.ts'
import { exportedBytes, exportedText } from '../../../support/exported.ts'
import { SyntheticNodes } from '../../../support/synthetic-nodes.ts'

const IDS = ['a-1', 'b-1', 'c-1']

function recorded(lost = false): Timeline {
  const cluster = new SyntheticNodes(IDS)
  for (const id of IDS) cluster.start(id)
  cluster.meet(IDS)
  const expects = ['b-1', 'c-1'].map((id) => cluster.node(id))
  cluster.publish('a-1', 'all', 'find', { key: 'q', calls: [{ id: 'q-1', method: 'users.find', expects }] })
  for (const id of lost ? ['b-1'] : ['b-1', 'c-1']) {
    cluster.deliver(id, 'all', 'find', { key: 'q', calls: [{ id: 'q-1', method: 'users.find' }] })
    const answer = { key: id, calls: [{ id: 'q-1', answers: true, error: true }] }
    cluster.publish(id, 'to-a', 'find.ack', answer)
    cluster.deliver('a-1', 'to-a', 'find.ack', answer)
  }
  cluster.publish('a-1', 'all', 'info')
  cluster.deliver('b-1', 'all', 'info')
  cluster.pairing.addEvent({
    t: 'process',
    at: 10e9,
    process: 'redis-1',
    serverType: 'redis',
    role: 'resource',
    event: 'spawned',
    pid: 7,
  })
  for (const id of IDS) cluster.process(id, 'stopping')
  for (const id of IDS) cluster.process(id, 'exited')
  cluster.pairing.flush()
  return { header: cluster.header, events: cluster.events, footer: null }
}

const timeline = recorded()

test.each<TimelineFormat>(['ndjson', 'csv', 'mermaid', 'chrome-trace', 'svg', 'pcapng', 'html', 'png'])(
  '%s exports it',
  async (format) => {
    const bytes = await exportedBytes(format, timeline)
    expect(bytes.length).toBeGreaterThan(200)
  },
)

test('ndjson gives back the same recording', async () => {
  const collector = new TimelineCollector()
  const reader = new TimelineReader(collector.add)
  reader.push(await exportedText('ndjson', timeline))
  reader.finish()
  const { header, events } = collector.finish()
  expect(header.dialect).toEqual(timeline.header.dialect)
  expect(events).toEqual(JSON.parse(JSON.stringify(timeline.events)))
})

test('mermaid draws calls, answers and notices of a bus', async () => {
  const lines = (await exportedText('mermaid', timeline)).split('\n').map((line) => line.trim())
  expect(lines.filter((line) => line.includes('find') || line.includes('info'))).toEqual([
    'p0->>p1: find users.find',
    'p0->>p2: find users.find',
    'p1-->>p0: find.ack',
    'p2-->>p0: find.ack',
    'p0-)p1: info',
  ])
})

test('csv has the ends of each delivery', async () => {
  const csv = await exportedText('csv', timeline)
  expect(csv).toMatch(/,packet,info,a-1,b-1,register,/)
  expect(csv).toMatch(/,packet,find\.ack,b-1,a-1,error,.*,error,/)
})

test('two such runs are the same; a lost delivery is a difference', () => {
  expect(diffTimelines(timeline, recorded()).same).toBe(true)
  const diff = diffTimelines(timeline, recorded(true))
  expect(diff.same).toBe(false)
  expect(diffAsText(diff)).toContain('answered-by-all')
})

test('columns, queries and time travel know its packets', () => {
  const columns = new EventColumns()
  for (const event of timeline.events) columns.add(event)
  const count = (text: string) => {
    const parsed = parseQuery(text)
    if (!parsed.ok) throw new Error(text)
    const matches = compileQuery(columns, parsed.query)
    return Array.from({ length: columns.length }, (_, place) => place).filter(matches).length
  }
  expect(count('conn:bus:all')).toBe(3)
  expect(count('method:users.*')).toBe(2)
  expect(count('q-1')).toBe(4)
  expect(count('role:resource')).toBe(1)
  expect(Array.from({ length: columns.length }, (_, place) => columns.withBody(columns.at(place)))).toEqual(
    timeline.events.toSorted((a, b) => timeAt(a) - timeAt(b) || a.seq - b.seq),
  )
  const calls = new PendingCalls(columns)
  expect(calls.upTo(columns.length)).toEqual([])
  const asked = timeline.events.find((event) => event.t === 'packet' && event.name === 'find')
  expect(calls.upTo(columns.after(timeAt(asked!)))).toMatchObject(
    ['b-1', 'c-1'].map((to) => ({ name: 'users.find', from: 'a-1', to })),
  )
})

function timeAt(event: Timeline['events'][number]): number {
  return event.t === 'packet' ? (event.sent ?? event.received ?? 0) : event.at
}
