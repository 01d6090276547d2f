// The rows of a sequence: whatever the events are, each is in one row; and what the rows of known runs say.
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  EventColumns,
  labelOf,
  sequenceRows,
  type PacketEvent,
  type SequenceRow,
  type TimelineEvent,
} from '../../../../src-main/timeline/index.ts'
import { parseTimeline } from '../../../support/parse-timeline.ts'
import { SyntheticNodes } from '../../../support/synthetic-nodes.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'
import { syntheticTraffic } from '../../../support/synthetic-traffic.ts'
import { trackedRun } from '../../../support/tracked-run.ts'

const WHOLE = { from: -Infinity, to: Infinity, agreedAt: null, agreement: '' }

function columnsOf(events: readonly TimelineEvent[]): EventColumns {
  const columns = new EventColumns()
  for (const event of events) columns.add(event)
  return columns
}

/** Each place of a range once, in rows in the order of time with keys of their own. */
function expectPartition(rows: readonly SequenceRow[], places: readonly number[]): void {
  const placed = rows.flatMap((row) => row.places)
  expect(placed.toSorted((a, b) => a - b)).toEqual(places)
  for (const row of rows) expect(row.places).toEqual(row.places.toSorted((a, b) => a - b))
  const times = rows.map(({ time }) => time)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
}

const id = fc.constantFrom('master-1', 'chat-1', 'chat-2', 'gate-1', '?client/1', 'a')
const causes = fc.option(fc.array(fc.constantFrom('c/up/1', 'c/down/2', 'x#1', 'x#2'), { maxLength: 2 }), {
  nil: undefined,
})
const time = fc.integer({ min: 0, max: 5_000 }).map((ms) => ms * 1e6)
const call = fc.record(
  {
    id: fc.oneof(fc.nat(3), fc.constant('text')),
    method: fc.constantFrom('room.say', 'room.join'),
    answers: fc.constantFrom('c/up/1', 'c/up/2', 'c/down/3'),
    error: fc.constant(true as const),
  },
  { requiredKeys: ['id'] },
)
const packet = fc
  .record({
    link: fc.constantFrom('control' as const, 'rpc' as const),
    conn: fc.constantFrom('c', 'd', 'bus:all'),
    direction: fc.constantFrom('up' as const, 'down' as const),
    from: id,
    to: id,
    name: fc.constantFrom('register', 'register.ack', 'addServer', 'HEARTBEAT', 'rpc.call'),
    phase: fc.constantFrom('register' as const, 'rpc' as const, 'admin' as const, 'error' as const),
    sent: fc.option(time),
    received: fc.option(time),
    calls: fc.option(fc.array(call, { maxLength: 3 }), { nil: undefined }),
    answers: fc.option(fc.constantFrom('c/up/1', 'd/down/3'), { nil: undefined }),
    body: fc.option(fc.jsonValue(), { nil: undefined }),
    causes,
  })
  .map((fields): PacketEvent => {
    const { link } = fields
    return { t: 'packet', seq: 0, id: '', event: link === 'rpc' ? 'rpc' : 'monitor', bytes: 1, ...fields }
  })
const process = fc.record({
  t: fc.constant('process' as const),
  seq: fc.constant(0),
  at: time,
  process: id,
  serverType: fc.constantFrom('master', 'chat'),
  event: fc.constantFrom('spawned' as const, 'ready' as const, 'stopping' as const, 'exited' as const),
  pid: fc.nat(9),
})
const state = fc.record({
  t: fc.constant('state' as const),
  seq: fc.constant(0),
  at: time,
  process: id,
  id: fc.constantFrom('x#1', 'x#2'),
  instance: fc.constantFrom('i', 'j'),
  from: fc.constant(null),
  to: fc.constantFrom(
    'starting' as const,
    'connecting' as const,
    'started' as const,
    'reconnecting' as const,
  ),
  causes,
})
const view = fc.record({
  t: fc.constant('view' as const),
  seq: fc.constant(0),
  at: time,
  process: id,
  id: fc.constantFrom('x#1', 'v#1'),
  instance: fc.constant('i'),
  epoch: fc.constant('e'),
  revision: fc.nat(3),
  added: fc.array(fc.record({ id, instance: fc.constant('') }), { maxLength: 2 }),
  removed: fc.array(fc.record({ id, instance: fc.constant('') }), { maxLength: 2 }),
  size: fc.nat(3),
  causes,
})
const others = fc.oneof(
  fc.record({ t: fc.constant('mark' as const), seq: fc.constant(0), at: time, text: fc.string() }),
  fc.record({
    t: fc.constant('gap' as const),
    seq: fc.constant(0),
    at: time,
    process: id,
    lost: fc.integer({ min: 1 }),
  }),
  fc.record({
    t: fc.constant('fault' as const),
    seq: fc.constant(0),
    at: time,
    process: id,
    fault: fc.string(),
  }),
)
const anything = fc
  .array(fc.oneof({ weight: 4, arbitrary: packet }, process, state, view, others), { maxLength: 60 })
  .map((events) =>
    events.map((event, index): TimelineEvent => {
      const seq = index + 1
      if (event.t !== 'packet') return { ...event, seq }
      return { ...event, seq, n: seq, id: `${event.conn}/${event.direction}/${seq}` }
    }),
  )

describe('every event of a range is in exactly one row', () => {
  test('whatever the events, the range, the filter and the unfolded calls are', () => {
    fc.assert(
      fc.property(
        anything,
        time,
        time,
        fc.integer({ min: 1, max: 4 }),
        fc.nat(3),
        (list, one, other, every, shown) => {
          const events = columnsOf(list)
          const range = { ...WHOLE, from: Math.min(one, other), to: Math.max(one, other) }
          const filter = (place: number) => place % every === 0
          const options = { tapped: new Set(['master-1', 'chat-1', 'chat-2']), filter }
          const folded = sequenceRows(events, range, options)
          const unfolded = new Map(
            folded.filter(({ kind }) => kind === 'calls').map(({ key }) => [key, shown]),
          )
          const places = Array.from({ length: events.length }, (_, place) => place).filter(
            (place) => filter(place) && events.timeAt(place) >= range.from && events.timeAt(place) < range.to,
          )
          expectPartition(folded, places)
          expectPartition(sequenceRows(events, range, { ...options, unfolded }), places)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('of a run, chapter by chapter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.boolean(), fc.nat(50), (servers, crash, seed) => {
        const { header, events: list } = syntheticTimeline({ servers, crash, seed })
        const { events, tracker, chapters } = trackedRun(header, list)
        const rows = chapters.map((chapter) => sequenceRows(events, chapter, { tapped: tracker.tapped }))
        for (const [index, chapter] of chapters.entries()) {
          const first = events.from(chapter.from)
          expectPartition(
            rows[index]!,
            Array.from({ length: chapter.count }, (_, at) => first + at),
          )
        }
        expect(new Set(rows.flat().map(({ key }) => key)).size).toBe(rows.flat().length)
      }),
      { numRuns: 10 },
    )
  })

  test('of the recording of version 1, and of one without a master', () => {
    const recording = parseTimeline(readFileSync('test/fixtures/timelines/v1.ndjson', 'utf8'))
    const nodes = new SyntheticNodes(['a-1', 'b-1', 'c-1'])
    for (const one of ['a-1', 'b-1', 'c-1']) nodes.start(one)
    nodes.meet(['a-1', 'b-1', 'c-1'])
    nodes.pairing.flush()
    for (const { header, events: list } of [recording, nodes]) {
      const { events, tracker } = trackedRun(header, list)
      const rows = sequenceRows(events, WHOLE, { tapped: tracker.tapped })
      expectPartition(
        rows,
        Array.from({ length: events.length }, (_, place) => place),
      )
    }
  })
})

describe('rows', () => {
  const { header, events: list } = syntheticTimeline({ servers: 5, crash: true })
  const { events, tracker } = trackedRun(header, list)
  const rows = sequenceRows(events, WHOLE, { tapped: tracker.tapped })
  const labels = rows.map((row) => labelOf(row))

  test('a process that a recording lets start twice at once has a row for each start', () => {
    const spawned = { t: 'process', at: 0, process: 'a', serverType: 'a', event: 'spawned', pid: 5 } as const
    const rows = sequenceRows(columnsOf([1, 2].map((seq) => ({ ...spawned, seq }))), WHOLE, {
      tapped: new Set(),
    })
    expectPartition(rows, [0, 1])
  })

  test('processes that start together are one row', () => {
    expect(labels[0]).toMatch(/^6 processes started · \d+(\.\d+)? ms$/)
    expect(rows.filter(({ kind }) => kind === 'boot').length).toBeLessThan(4)
  })

  test('a message to many is one row, with what it led to', () => {
    const removed = rows.find((row) => labelOf(row) === 'removeServer chat-1 · to 4')
    expect(removed).toMatchObject({ kind: 'arrow', from: 'master-1', phase: 'notify', line: 'message' })
    const kinds = new Set(removed?.places.map((place) => events.kindAt(place)))
    expect(kinds).toEqual(new Set(['packet', 'view']))
    expect(labels).toContain('1 proxy removed each')
  })

  test('an answer is another line than a request, and says how long its list is', () => {
    const answer = rows.find((row) => row.kind === 'arrow' && row.label === 'subscribe.ack')
    expect(answer).toMatchObject({ line: 'answer', content: expect.stringMatching(/^\d servers?$/) })
  })

  test('a process that was killed is a note', () => {
    expect(rows.find((row) => row.kind === 'note' && row.text === 'SIGKILL')).toMatchObject({
      lanes: ['chat-1'],
      tone: 'bad',
    })
  })

  test('what is between is no row, but a longer silence is', () => {
    const mark = { t: 'mark', seq: 9_999, at: 100e9, text: 'later' } as const
    const later = sequenceRows(columnsOf([...list, mark]), WHOLE, { tapped: tracker.tapped })
    expect(later.at(-2)).toMatchObject({
      kind: 'idle',
      to: 100e9,
      text: expect.stringMatching(/idle · until 1:40\.000$/),
    })
    expect(later.filter(({ kind }) => kind === 'idle')).toHaveLength(1)
  })
})

describe('calls', () => {
  const { header, events: list } = syntheticTimeline({ servers: 4 })
  const asked = list.find((event): event is PacketEvent => event.t === 'packet' && event.link === 'rpc')!
  const answered = list.find(
    (event): event is PacketEvent =>
      event.t === 'packet' && event.link === 'rpc' && event.name === 'rpc.answer',
  )!

  /** Calls every 100 ms, each answered after `tookMs`; null: never. */
  function callsOf(tooksMs: readonly (number | null)[], error = false): PacketEvent[] {
    return tooksMs
      .flatMap((took, index) => {
        const n = index + 1
        const sent = n * 100e6
        const { calls: _calls, body: _body, causes: _causes, ...base } = asked
        const request = {
          ...base,
          conn: 'c',
          direction: 'up',
          id: `c/up/${n}`,
          n,
          sent,
          received: sent + 1e5,
        } as const
        const call = { ...request, calls: [{ id: n, method: 'room.say' }] }
        if (took === null) return [call]
        const { from, to } = asked
        const answer = {
          ...answered,
          conn: 'c',
          direction: 'down' as const,
          id: `c/down/${n}`,
          n,
          from: to,
          to: from,
          sent: sent + took * 1e6 - 1e5,
          received: sent + took * 1e6,
          calls: [{ id: n, answers: `c/up/${n}`, error: error ? (true as const) : undefined }],
          phase: error ? ('error' as const) : ('rpc' as const),
          body: error ? [{ id: n, error: { code: 'PEER_LOST', message: 'gone' } }] : undefined,
        }
        return [call, answer]
      })
      .map((event, index) => ({ ...event, seq: index + 1 }))
  }
  const tapped = new Set(trackedRun(header, list).tracker.tapped)
  const end: TimelineEvent = { t: 'mark', seq: 99_999, at: 60e9, text: 'end' }
  const rowsOf = (packets: readonly PacketEvent[], unfolded = new Map<string, number>()) =>
    sequenceRows(columnsOf([...packets, end]), { ...WHOLE, to: 59e9 }, { tapped, unfolded })

  test('two are a row each, with the round trip', () => {
    expect(rowsOf(callsOf([2, 3])).map((row) => labelOf(row))).toEqual(['room.say · 2 ms', 'room.say · 3 ms'])
  })

  test('more are one row with count, rate and p95, which unfolds into pages', () => {
    const packets = callsOf(Array.from({ length: 100 }, (_, index) => index + 1))
    const [row] = rowsOf(packets)
    expect(row).toMatchObject({
      kind: 'calls',
      count: 100,
      p50: 50e6,
      p95: 95e6,
      outcome: 'answered',
      isUnfolded: false,
    })
    expect(labelOf(row!)).toBe('room.say ×100 · 10/s · p95 95 ms')
    const unfolded = rowsOf(packets, new Map([[row!.key, 30]]))
    expect(unfolded.map(({ kind }) => kind)).toEqual([
      'calls',
      ...Array.from({ length: 30 }, () => 'call'),
      'more',
    ])
    expect(unfolded[0]).toMatchObject({ key: row!.key, isUnfolded: true, places: [] })
    expect(labelOf(unfolded.at(-1)!)).toBe('and 70 more')
  })

  test('those that failed are a row of their own, with the reason', () => {
    const failed = callsOf([1, 1, 1, 1], true)
    expect(rowsOf(failed).map((row) => labelOf(row))).toEqual(['room.say ×4 · PEER_LOST'])
    expect(rowsOf(failed)[0]).toMatchObject({ outcome: 'failed' })
  })

  test('those that did not arrive are lost, and those without an answer are said to have none', () => {
    const lost = callsOf([null, null, null]).map((one) => ({ ...one, received: null }))
    expect(rowsOf(lost).map((row) => labelOf(row))).toEqual(['room.say ×3 · lost'])
    expect(rowsOf(callsOf([null, null, null])).map((row) => labelOf(row))).toEqual([
      'room.say ×3 · no answer',
    ])
  })

  test('an answer that comes after the range counts for the call', () => {
    const packets = callsOf([2_000])
    const rows = sequenceRows(columnsOf([...packets, end]), { ...WHOLE, to: 200e6 }, { tapped })
    expect(rows).toMatchObject([{ kind: 'call', outcome: 'answered', roundTrip: 2_000e6, places: [0] }])
  })

  test('a packet with several answers ends all of its calls', () => {
    const packets = callsOf([null, null, 5])
    const last = packets.at(-1)!
    const calls = [1, 2, 3].map((n) => ({ id: n, answers: `c/up/${n}` }))
    const rows = rowsOf([...packets.slice(0, -1), { ...last, calls }])
    expect(rows).toMatchObject([{ kind: 'calls', count: 3, outcome: 'answered', places: [0, 1, 2, 3] }])
  })

  test('many events are few rows', () => {
    const traffic = syntheticTraffic(10_000, 12)
    const { events, tracker, chapters } = trackedRun(traffic.header, [...traffic.events])
    for (const chapter of chapters) {
      const rows = sequenceRows(events, chapter, { tapped: tracker.tapped })
      expect(rows.reduce((sum, { places }) => sum + places.length, 0)).toBe(chapter.count)
      expect(rows.length).toBeLessThan(1_500)
    }
  })
})
