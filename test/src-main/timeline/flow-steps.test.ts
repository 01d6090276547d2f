// The thirteen steps of a join, and what must have happened before what.
import { describe, expect, test } from 'vitest'
import { dialectOf, flowSteps, type TimelineEvent } from '../../../src-main/timeline/index.ts'
import { happensBefore } from '../../support/happens-before.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { events } = syntheticTimeline({ servers: 4, crash: true })
const byId = new Map(events.flatMap((event) => ('id' in event ? [[event.id, event] as const] : [])))
const rows = (ids: string[] = []) => ids.map((id) => byId.get(id)).filter((event) => event !== undefined)
const describeRow = (event: TimelineEvent) => {
  if (event.t === 'packet') return `${event.name} ${event.from} > ${event.to}`
  const detail = event.t === 'step' ? event.step : event.t === 'state' ? event.to : event.t
  return `${detail} @${'process' in event ? event.process : ''}`
}

describe('flowSteps', () => {
  const steps = flowSteps(events, 'chat-1')
  const told = (step: number) => rows(steps[step]).map(describeRow)

  test('finds all thirteen steps of a server that joined others', () => {
    expect(Object.keys(steps).map(Number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
    expect(dialectOf(null).steps).toHaveLength(13)
  })

  test('each step has the right events', () => {
    expect(told(1)).toEqual(['listening @master-1'])
    expect(told(2)).toEqual(['connecting @chat-1'])
    expect(told(3)).toEqual(['link @master-1'])
    expect(told(4)).toEqual(['register chat-1 > master-1'])
    expect(told(5)).toEqual(['authenticated @master-1', 'register.ack master-1 > chat-1'])
    expect(told(6).toSorted()).toEqual(
      ['chat-2', 'connector-1', 'timer-1'].map((id) => `addServer master-1 > ${id}`),
    )
    expect(told(7)).toEqual(['registered @chat-1'])
    expect(told(8)).toEqual(['subscribe chat-1 > master-1'])
    expect(told(9)).toEqual(['subscriberAdded @master-1', 'subscribe.ack master-1 > chat-1'])
    expect(told(10)).toEqual(['callbackFound @chat-1'])
    expect(told(11)).toEqual(['serversAdded @chat-1'])
    expect(told(12)).toEqual(['proxy @chat-1', 'proxy @chat-1', 'proxy @chat-1'])
    expect(told(13)).toHaveLength(9)
    expect(told(13).join()).not.toContain('@chat-1')
  })

  test('finds the steps of an earlier incarnation', () => {
    const first = events.find((event) => event.t === 'state' && event.process === 'chat-1')
    const earlier = flowSteps(events, 'chat-1', { instance: first?.t === 'state' ? first.instance : '' })
    expect(earlier[4]).toHaveLength(1)
    expect(earlier[4]).not.toEqual(steps[4])
    expect(earlier[12]?.some((id) => steps[12]?.includes(id))).toBe(false)
  })

  test('a server that never came has no steps', () => {
    expect(flowSteps(events, 'nobody-1')).toEqual({})
    expect(flowSteps([], 'chat-1')).toEqual({})
  })
})

describe('happensBefore', () => {
  const before = happensBefore(events)
  const steps = flowSteps(events, 'chat-1')
  const one = (step: 2 | 3 | 4 | 7 | 8 | 10 | 11) => steps[step]?.[0] ?? ''

  test('the steps of a join are a chain of causes across both processes', () => {
    const chain = [one(2), one(3), one(4), one(7), one(8), one(10), one(11)]
    for (const [index, id] of chain.slice(1).entries()) {
      expect(before(chain[index] ?? '', id), `${chain[index]} before ${id}`).toBe(true)
      expect(before(id, chain[index] ?? '')).toBe(false)
    }
    for (const notice of steps[6] ?? []) expect(before(one(4), notice)).toBe(true)
    for (const effect of steps[13] ?? []) expect(before(one(4), effect)).toBe(true)
  })

  test('no event happens before itself, and independent events have no order', () => {
    const other = flowSteps(events, 'timer-1')[4]?.[0] ?? ''
    expect(before(one(4), one(4))).toBe(false)
    expect(before(other, one(4))).toBe(false)
    expect(before(one(4), other)).toBe(false)
  })

  test('a cycle of causes does not hang', () => {
    const mark = { t: 'step', seq: 1, at: 1, process: 'a', step: 'serversAdded' } as const
    const circle = happensBefore([
      { ...mark, id: 'a', causes: ['b'] },
      { ...mark, id: 'b', causes: ['a'] },
    ])
    expect(circle('x', 'a')).toBe(false)
  })
})
