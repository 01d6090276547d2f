// Calls and their answers: each half names the other, its outcome and its round trip.
import { expect, test } from 'vitest'
import {
  callStatistics,
  EventColumns,
  exchangesIn,
  type PacketEvent,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { events } = syntheticTimeline({ servers: 4 })

function sourceOf(list: readonly TimelineEvent[]) {
  return {
    find: (id: string) => list.find((event) => 'id' in event && event.id === id),
    effectsOf: (id: string) =>
      list.filter(
        (event) =>
          event.t === 'packet' && (event.answers === id || event.calls?.some((call) => call.answers === id)),
      ),
  }
}

const source = sourceOf(events)
const packets = events.filter((event): event is PacketEvent => event.t === 'packet')
const call = packets.find(({ name }) => name === 'rpc.call')!
const answer = packets.find(({ calls }) => calls?.some(({ answers }) => answers === call.id))!

test('a call and its answer are one exchange, seen from both ends', () => {
  const [asked] = exchangesIn(call, source)
  const [given] = exchangesIn(answer, source)
  expect(asked).toMatchObject({ role: 'request', outcome: 'answered', answer: { id: answer.id } })
  expect(given).toMatchObject({ role: 'answer', outcome: 'answered', request: { id: call.id } })
  expect(given!.name).toBe(asked!.name)
  expect(given!.name).toBe(call.calls![0]!.method)
  expect(asked!.roundTrip).toBe(answer.received! - call.sent!)
  expect(given!.roundTrip).toBe(asked!.roundTrip)
})

test('a register and its ack are an exchange; a notification is none', () => {
  const register = packets.find(({ name }) => name === 'register')!
  expect(exchangesIn(register, source)).toMatchObject([
    { name: 'register', role: 'request', outcome: 'answered', answer: { name: 'register.ack' } },
  ])
  const notification = packets.find(({ name }) => name === 'addServer')!
  expect(exchangesIn(notification, source)).toEqual([])
})

test('a call without a recorded answer is unanswered, and has no round trip', () => {
  const alone = sourceOf(events.filter(({ seq }) => seq !== answer.seq))
  expect(exchangesIn(call, alone)).toMatchObject([{ outcome: 'unanswered', answer: null, roundTrip: null }])
  const silent = { ...call, calls: call.calls!.map((label) => ({ ...label, id: 0 })) }
  expect(exchangesIn(silent, alone)).toMatchObject([{ outcome: 'oneWay' }])
})

test('an answer whose call was not recorded has neither method nor round trip', () => {
  const alone = sourceOf([answer])
  expect(exchangesIn(answer, alone)).toMatchObject([{ name: '', request: null, roundTrip: null }])
})

test('statistics of a method: count, quantiles, failures and missing answers', () => {
  const columns = new EventColumns()
  const trips = [3, 1, 2]
  const packet = (n: number, at: number, direction: 'up' | 'down', label: object, phase = 'rpc') => ({
    ...call,
    seq: n * 2 + (direction === 'up' ? 0 : 1),
    id: `c/${direction}/${n}`,
    conn: 'c',
    direction,
    n,
    phase: phase as PacketEvent['phase'],
    sent: at,
    received: at,
    calls: [{ id: n, ...label }],
  })
  for (const [index, trip] of trips.entries()) {
    const n = index + 1
    columns.add(packet(n, n * 1e9, 'up', { method: 'room.say' }))
    columns.add(packet(n, n * 1e9 + trip, 'down', { answers: `c/up/${n}` }, n === 2 ? 'error' : 'rpc'))
  }
  columns.add(packet(4, 4e9, 'up', { method: 'room.say' }))
  columns.add(packet(5, 5e9, 'up', { method: 'room.join' }))
  const places = Array.from({ length: columns.length }, (_, place) => place)
  const found = callStatistics(columns, places, 'room.say')
  expect(found).toMatchObject({ rate: 4 / 3, p50: 2, p95: 3, failed: 1, unanswered: 1 })
  expect(found.calls.map(({ outcome }) => outcome)).toEqual(['answered', 'failed', 'answered', 'unanswered'])
  expect(callStatistics(columns, [], 'room.say')).toMatchObject({ rate: null, p50: null, calls: [] })
})
