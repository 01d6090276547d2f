// Columns give back what was put in, in the order of time; replay and queries over them answer as over the events.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compileQuery,
  convergence,
  EventColumns,
  sortByTime,
  parseQuery,
  Replay,
  timeOf,
  type ClusterState,
  type TimelineEvent,
} from '../../../../src-main/timeline/index.ts'
import { matches } from '../../../../src-main/timeline/query/query.ts'
import { stateAt } from '../../../support/state-at.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'
import { syntheticTraffic } from '../../../support/synthetic-traffic.ts'

const events = [...syntheticTraffic(2_000, 5).events]
const end = Math.max(...events.map(timeOf))

function columnsOf(list: readonly TimelineEvent[]): EventColumns {
  const columns = new EventColumns()
  for (const event of list) columns.add(event)
  return columns
}

const all = (columns: EventColumns): TimelineEvent[] =>
  Array.from({ length: columns.length }, (_, place) => columns.withBody(columns.at(place)))

describe('events', () => {
  test('come back in the order of time, whatever the order in which they came', () => {
    expect(all(columnsOf(events))).toEqual(sortByTime(events))
    const few = events.slice(-300)
    fc.assert(
      fc.property(fc.shuffledSubarray(few, { minLength: few.length }), (list) => {
        expect(sortByTime(all(columnsOf(list)))).toEqual(sortByTime(few))
      }),
      { numRuns: 10 },
    )
  })

  test('with any numbers, names and absences', () => {
    const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
    const word = fc.constantFrom(0, 1, 17, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -1, 0.5)
    const id = fc.oneof(fc.string(), fc.stringMatching(/^[a-c]?[#/]?0?[0-9]{0,12}$/))
    const call = fc.record({
      id: fc.oneof(fc.nat(), word),
      method: optional(fc.string()),
      answers: optional(id),
    })
    const time = fc.option(fc.oneof(fc.nat(), fc.nat({ max: 2 ** 53 - 1 }), fc.constant(2 ** 32)))
    const packet = fc
      .record({
        seq: fc.nat(),
        conn: fc.string(),
        n: fc.oneof(fc.nat(), word),
        from: fc.string(),
        to: fc.string(),
        sent: time,
        received: time,
        bytes: fc.oneof(fc.nat(), word),
        name: fc.string(),
        answers: optional(id),
        causes: optional(fc.array(id)),
        calls: optional(fc.array(call)),
        dropped: optional(fc.constant(true as const)),
        truncated: optional(fc.constant(true as const)),
        direction: fc.constantFrom('up', 'down'),
        phase: fc.constantFrom('rpc', 'error', 'to come'),
        body: optional(fc.oneof(fc.jsonValue(), fc.string(), fc.constant('é'.repeat(70_000)))),
        link: fc.constantFrom('rpc', 'control'),
        own: optional(id),
      })
      .map(({ own, ...rest }) => ({
        t: 'packet',
        event: 'rpc',
        id: own ?? `${rest.conn}/${rest.direction}/${rest.n}`,
        ...rest,
      }))
    const packets = fc.uniqueArray(packet, { minLength: 1, maxLength: 5, selector: ({ seq }) => seq })
    fc.assert(
      fc.property(packets, (made) => {
        const list = JSON.parse(JSON.stringify(made)) as TimelineEvent[]
        const byNumber = (one: TimelineEvent, two: TimelineEvent) => one.seq - two.seq
        const columns = columnsOf(list)
        expect(all(columns).toSorted(byNumber)).toEqual(list.toSorted(byNumber))
        for (const one of list) {
          const place = columns.placeOf(one) ?? -1
          if (one.t !== 'packet' || one.sent === null || one.received === null) {
            expect([columns.durationAt(place), columns.endAt(place)]).toEqual([null, timeOf(one)])
          } else {
            expect(columns.durationAt(place)).toBe(one.received - one.sent)
            expect(columns.endAt(place)).toBe(Math.max(one.sent, one.received))
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('have their times, ends, kinds and places at hand', () => {
    const columns = columnsOf(events)
    expect(columns.whole).toBeLessThan(events.length / 4)
    for (const [place, event] of sortByTime(events).entries()) {
      expect(columns.timeAt(place)).toBe(timeOf(event))
      expect(columns.endAt(place)).toBe(event.t === 'packet' ? (event.received ?? event.sent) : event.at)
      expect(columns.kindAt(place)).toBe(event.t)
      expect(columns.placeOf(event)).toBe(place)
    }
    expect(columns.placeOf({ t: 'mark', seq: 0, at: end, text: 'of another run' })).toBeNull()
    expect([columns.after(-1), columns.after(end), columns.from(end + 1)]).toEqual([
      0,
      events.length,
      events.length,
    ])
  })

  test('lead to their effects, and are found by their id', () => {
    const columns = columnsOf(events)
    const packets = events.filter((event) => event.t === 'packet' && event.link === 'rpc')
    for (const packet of packets.slice(0, 50)) {
      if (packet.t !== 'packet') continue
      const { body: _, ...expected } = packet
      expect(columns.findPacked(packet.id)).toEqual(expected)
      const effects = packets.filter(
        (one) =>
          one.t === 'packet' &&
          (one.causes?.includes(packet.id) || one.calls?.some(({ answers }) => answers === packet.id)),
      )
      expect(columns.packedEffectsOf(packet.id).map(({ seq }) => seq)).toEqual(effects.map(({ seq }) => seq))
    }
    for (const id of ['', 'x', 'no/up/1', `${'x'.repeat(20)}/down/7`]) {
      expect(columns.findPacked(id)).toBeUndefined()
      expect(columns.packedEffectsOf(id)).toEqual([])
    }
  })
})

const facts = (state: ClusterState) => ({
  processes: [...state.processes.values()],
  links: [...state.links.values()],
  pending: state.pending,
  convergence: convergence(state),
})

test('replay over columns equals replay from zero over the events', () => {
  const columns = columnsOf(events)
  fc.assert(
    fc.property(fc.nat(end), fc.integer({ min: 1, max: 600 }), (time, every) => {
      expect(facts(new Replay(columns, every).at(time))).toEqual(facts(stateAt(events, time)))
    }),
    { numRuns: 40 },
  )
})

test('a late row moves replay as it moves the events', () => {
  const crash = syntheticTimeline({ servers: 5, crash: true }).events
  const late = sortByTime(crash).slice(20, 25)
  const columns = columnsOf(crash.filter((event) => !late.includes(event)))
  const replay = new Replay(columns, 7)
  replay.at(end)
  for (const event of late) replay.changedFrom(columns.add(event))
  for (const time of [end, end / 3]) expect(facts(replay.at(time))).toEqual(facts(stateAt(crash, time)))
})

test.each([
  '',
  't:state,view',
  'from:chat-*',
  'process:master-1 -t:packet',
  'to:master-1 or name:started',
  'phase:rpc dur>0',
  'phase:register,notify at>10ms',
  'hello',
  '/user 1\\d "?/ is:lost or id:*#3',
  'method:chat.* bytes<1KiB',
  'not (name:register* or to:chat-1)',
])('the query “%s” finds what it finds among the events', (text) => {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  const columns = columnsOf(events)
  const test = compileQuery(columns, parsed.query)
  const found = sortByTime(events).filter((_, place) => test(place))
  expect(found).toEqual(sortByTime(events).filter((event) => matches(parsed.query, event)))
})
