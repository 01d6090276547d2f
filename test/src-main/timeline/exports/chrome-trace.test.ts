// The exported trace keeps the rules of its readers: slices of a thread never overlap, every flow is bound at both ends.
import { describe, expect, test } from 'vitest'
import type { PacketEvent, Timeline } from '../../../../src-main/timeline/index.ts'
import { exportedText } from '../../../support/exported.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

interface TraceEvent {
  ph: string
  pid: number
  tid: number
  ts: number
  dur: number
  name: string
  cat: string
  id: number | string
  bp?: string
  s?: string
  args: Record<string, unknown>
}
interface Trace {
  otherData: Record<string, unknown>
  traceEvents: TraceEvent[]
}

const timeline = syntheticTimeline({ servers: 5, crash: true })
const textOf = (one: Timeline) => exportedText('chrome-trace', one)
const traceOf = async (one: Timeline) => JSON.parse(await textOf(one)) as Trace
const trace = await traceOf(timeline)
const packets = timeline.events.filter((event) => event.t === 'packet')
const of = (ph: string, { traceEvents }: Trace = trace) => traceEvents.filter((event) => event.ph === ph)
const nanoseconds = (microseconds: number) => Math.round(microseconds * 1000)

function expectApart(one: Trace): void {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  for (const thread of new Set(of('X', one).map(threadOf))) {
    const slices = of('X', one).filter((slice) => threadOf(slice) === thread)
    for (const [index, slice] of slices.slice(1).entries()) {
      const before = slices[index]!
      expect(nanoseconds(before.ts) + nanoseconds(before.dur)).toBeLessThan(nanoseconds(slice.ts))
      expect(nanoseconds(slice.dur)).toBeGreaterThan(0)
    }
  }
}

function expectBound(one: Trace): void {
  const slices = of('X', one)
  for (const flow of [...of('s', one), ...of('f', one)]) {
    const around = slices.filter(({ pid, tid, ts }) => pid === flow.pid && tid === flow.tid && ts === flow.ts)
    expect(around.map(({ args }) => args['flow'])).toEqual([flow.id])
    expect(Number.isInteger(flow.id)).toBe(true)
  }
}

describe('a whole run', () => {
  test('two slices and one flow for each packet', () => {
    const whole = packets.filter(({ sent, received }) => sent !== null && received !== null)
    expect(of('X')).toHaveLength(packets.length + whole.length)
    expect(
      of('s')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(
      of('f')
        .map(({ id }) => id)
        .toSorted(),
    )
    expect(of('s')).toHaveLength(whole.length)
    expect(of('f').every(({ bp, cat, name }) => bp === 'e' && cat === 'packet' && name === 'packet')).toBe(
      true,
    )
  })

  test('slices are apart and flows are bound', () => {
    expectApart(trace)
    expectBound(trace)
  })

  test('the moments are those of the timeline, in microseconds', () => {
    const register = packets.find((packet) => packet.name === 'register' && packet.from === 'chat-1')
    const slice = of('X').find(({ args, name }) => args['id'] === register?.id && name === 'send register')
    expect(slice?.ts).toBe((register?.sent ?? NaN) / 1000)
    expect(slice?.args).toMatchObject({ from: 'chat-1', to: 'master-1', phase: 'register' })
  })

  test('the master is the first lane', () => {
    const names = of('M').filter(({ name }) => name === 'process_name')
    expect(names.map(({ args }) => args['name'])).toEqual([
      'master-1',
      'connector-1',
      'chat-1',
      'chat-2',
      'timer-1',
      'connector-2',
    ])
    const indexes = of('M').filter(({ name }) => name === 'process_sort_index')
    expect(indexes.map(({ args }) => args['sort_index'])).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('every state is a band that begins and ends, and a crash is an instant', () => {
    const states = timeline.events.filter((event) => event.t === 'state')
    const begins = new Map(of('b').map((event) => [event.id, event]))
    expect(begins.size).toBe(states.length)
    expect(of('e')).toHaveLength(states.length)
    for (const end of of('e')) {
      const begin = begins.get(end.id)
      expect([begin?.name, begin?.pid, begin?.cat]).toEqual([end.name, end.pid, end.cat])
      expect(end.ts).toBeGreaterThanOrEqual(begin?.ts ?? Infinity)
    }
    expect(of('i').filter(({ name }) => name === 'crashed: SIGKILL')).toHaveLength(1)
  })

  test('events come in the order of time, and the same each time', async () => {
    const times = trace.traceEvents.filter(({ ph }) => ph !== 'M').map(({ ts }) => ts)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(await textOf(timeline)).toBe(await textOf(syntheticTimeline({ servers: 5, crash: true })))
    expect(trace.otherData).toMatchObject({ schemaVersion: 1, dropped: 0, lost: expect.any(String) })
  })
})

describe('hard cases', () => {
  const [first] = packets
  const { header } = timeline
  const burst = Array.from({ length: 200 }, (_, index): PacketEvent => {
    const n = index + 1
    return {
      ...first!,
      id: `c/up/${n}`,
      n,
      seq: n,
      from: 'a',
      to: 'b',
      sent: 1000,
      received: 2000 + (index % 3),
    }
  })

  test('a broadcast of one moment', async () => {
    const one = await traceOf({ header, events: burst, footer: null })
    expect(of('s', one)).toHaveLength(200)
    expectApart(one)
    expectBound(one)
  })

  test('a packet with one end has a slice and no flow', async () => {
    const one = await traceOf({ header, events: [{ ...burst[0]!, received: null }], footer: null })
    expect(of('X', one)).toHaveLength(1)
    expect([...of('s', one), ...of('f', one)]).toEqual([])
  })

  test('an empty timeline is still a trace', async () => {
    expect((await traceOf({ header, events: [], footer: null })).traceEvents).toEqual([])
  })
})
