// Lines whose bodies stay text until they are read.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  encodeLine,
  EventColumns,
  parseLinesForColumns,
  sortByTime,
  type PacketEvent,
} from '../../../../src-main/timeline/index.ts'
import { syntheticTraffic } from '../../../support/synthetic-traffic.ts'

const traffic = [...syntheticTraffic(300, 4).events]
const packet = traffic.find((event): event is PacketEvent => event.t === 'packet' && event.link === 'rpc')
if (!packet) throw new Error('the traffic has no RPC packet')

/** The events of a text, as a window gets them from its columns. */
function held(text: string): unknown[] {
  const columns = new EventColumns()
  for (const line of parseLinesForColumns(text)) {
    if (line.t !== 'header' && line.t !== 'footer') columns.add(line)
  }
  return Array.from({ length: columns.length }, (_, place) => columns.withBody(columns.at(place)))
}

test('events are as they were written', () => {
  const text = traffic.map(encodeLine).join('')
  expect(held(text)).toEqual(sortByTime(traffic))
})

test('any body is read as it was written, whatever keys and texts it has', () => {
  const keys = fc.constantFrom('body', 'calls', 'n', 'truncated', 'dropped', 't', 'link', '"body":', '}')
  const body = fc
    .jsonValue()
    .chain((value) => fc.dictionary(keys, fc.constantFrom(value, ',"body":1}', true, [{ body: 1 }])))
  fc.assert(
    fc.property(body, fc.boolean(), fc.boolean(), (value, truncated, dropped) => {
      const event = { ...packet, body: value }
      if (truncated) Object.assign(event, { truncated })
      if (dropped) Object.assign(event, { dropped })
      const text = encodeLine(event) + encodeLine(packet)
      expect(held(text)[0]).toEqual(JSON.parse(JSON.stringify(event)))
    }),
  )
})

test('the keys of a line may be in any order, and others may be among them', () => {
  const whole = { ...packet, body: { a: [1] }, later: { body: 2, n: 3 }, truncated: true }
  const keys = Object.entries(JSON.parse(JSON.stringify(whole)) as object)
  fc.assert(
    fc.property(fc.shuffledSubarray(keys, { minLength: keys.length }), (shuffled) => {
      const { later: _later, ...event } = Object.fromEntries(shuffled) as Record<string, unknown>
      const line = `${JSON.stringify(Object.fromEntries(shuffled))}\n`
      expect(held(line + encodeLine(packet))[0]).toMatchObject(event)
    }),
  )
})

test('a torn last line and a line of an unknown kind are left out', () => {
  const [first, second] = [encodeLine(packet), encodeLine({ ...packet, seq: packet.seq + 1 })]
  expect(held(`${first}{"t":"later"}\r\n${second.slice(0, -30)}`)).toHaveLength(1)
})
