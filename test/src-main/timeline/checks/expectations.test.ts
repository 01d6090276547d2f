// The checks of expectations: for each rule a run that keeps it and one that breaks it.
import { describe, expect, test } from 'vitest'
import {
  convergenceTimes,
  findings,
  timeOf,
  type CheckLimits,
  type PacketEvent,
  type StateEvent,
  type TimelineEvent,
  type ViewEvent,
} from '../../../../src-main/timeline/index.ts'
import { GROVE_DIALECT } from '../../../../core/protocol/grove-dialect.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const { header, events, footer } = syntheticTimeline({ servers: 6, crash: true })
const last = Math.max(...events.map(timeOf))
const end = last + 10e9

const rules = (tampered: TimelineEvent[], limits: Partial<CheckLimits> = {}): string[] => [
  ...new Set(findings(tampered, { end, idleNs: 60e9, ...limits }).map(({ rule }) => rule)),
]

function pick<Kind extends TimelineEvent['t']>(
  kind: Kind,
  test: (event: Extract<TimelineEvent, { t: Kind }>) => boolean,
): Extract<TimelineEvent, { t: Kind }> {
  const found = events.find(
    (event): event is Extract<TimelineEvent, { t: Kind }> =>
      event.t === kind && test(event as Extract<TimelineEvent, { t: Kind }>),
  )
  if (!found) throw new Error('the synthetic run has no such row')
  return found
}
const packet = (name: string, test: (event: PacketEvent) => boolean = () => true): PacketEvent =>
  pick('packet', (event) => event.name === name && test(event))
const without = (...gone: TimelineEvent[]): TimelineEvent[] => events.filter((event) => !gone.includes(event))
const closed = (conn: string, at: number): TimelineEvent => ({
  t: 'link',
  seq: events.length + 1,
  id: 'x#1',
  at,
  process: 'master-1',
  link: 'control',
  conn,
  event: 'closed',
  end: 'listener',
})

test('a healthy run has no finding, its header and footer included', () => {
  expect(findings([header, ...events, ...(footer ? [footer] : [])], { end })).toEqual([])
})

test('a finding has rule, severity, message, events and time', () => {
  const call = packet('rpc.call')
  const answer = packet('rpc.answer', ({ conn }) => conn === call.conn)
  const open = without(answer).filter((event) => event.t !== 'link' || event.conn !== call.conn)
  const alive = open.filter((event) => event.t !== 'process' || event.event !== 'exited')
  expect(findings(alive, { end, idleNs: 60e9 }).filter(({ rule }) => rule === 'rpc-ended')).toEqual([
    {
      rule: 'rpc-ended',
      severity: 'warning',
      message: `${call.from} called chat.hello of ${call.to}, but had no answer in 5 s`,
      events: [call.id],
      at: call.sent,
    },
  ])
})

describe('register-acked', () => {
  const ack = packet('register.ack', ({ to }) => to === 'timer-1')

  test('finds a registration without an answer, on an open link or one that closed too late', () => {
    expect(rules(without(ack))).toContain('register-acked')
    const late = [...without(ack), closed(ack.conn, timeOf(ack) + 6e9)]
    expect(rules(late)).toContain('register-acked')
  })

  test('waits for the deadline, and accepts a link that closed before it', () => {
    expect(rules(without(ack), { requestTimeoutNs: 60e9 })).not.toContain('register-acked')
    expect(rules([...without(ack), closed(ack.conn, timeOf(ack) + 1e9)])).not.toContain('register-acked')
  })
})

describe('answered-in-time', () => {
  const ack = packet('subscribe.ack', ({ to }) => to === 'timer-1')
  const answeredAfter = (seconds: number) =>
    events.map((event) => (event === ack ? { ...ack, sent: timeOf(ack) + seconds * 1e9 } : event))

  test('finds an answer after the deadline, and none before the link closed', () => {
    expect(rules(answeredAfter(6))).toContain('answered-in-time')
    expect(rules([...without(ack), closed(ack.conn, timeOf(ack) + 6e9)])).toContain('answered-in-time')
  })

  test('accepts an answer in time', () => {
    expect(rules(answeredAfter(4))).not.toContain('answered-in-time')
  })
})

describe('proxies-made', () => {
  const told = packet('addServer', ({ to }) => to === 'connector-1')
  const made = events.filter(
    (event) =>
      event.t === 'proxy' && event.process === 'connector-1' && event.made && timeOf(event) > timeOf(told),
  )
  const lacking = without(...made)

  test('finds a server that was notified and made no proxies', () => {
    const found = findings(lacking, { end, idleNs: 60e9 }).filter(({ rule }) => rule === 'proxies-made')
    expect(found.length).toBeGreaterThan(0)
    expect(found[0]?.message).toMatch(/^connector-1 was notified of .+, but made no proxies for it$/)
  })

  test('waits for the deadline; ignores servers that have a fault, saw the removal, or stop', () => {
    expect(rules(lacking, { requestTimeoutNs: 60e9 })).not.toContain('proxies-made')
    const add = (event: object) => [
      ...lacking,
      { seq: 9999, at: last, process: 'connector-1', ...event } as TimelineEvent,
    ]
    expect(rules(add({ t: 'fault', fault: 'pause' }))).not.toContain('proxies-made')
    expect(rules(add({ t: 'process', serverType: 'connector', event: 'stopping', pid: 1 }))).not.toContain(
      'proxies-made',
    )
    const removed = ['chat-1', 'chat-2', 'chat-3', 'connector-2', 'connector-1', 'timer-1'].map((id) => ({
      id,
      instance: '',
    }))
    const view = { t: 'view', id: 'y#1', instance: 'i', epoch: 'e', revision: 1, added: [], removed, size: 0 }
    expect(rules(add(view))).not.toContain('proxies-made')
  })
})

describe('proxies-made, of a dialect whose views say who can be called', () => {
  const dialect = { ...GROVE_DIALECT, name: 'other', checks: ['proxies-made'] }
  const found = (process: string, serverType: string) =>
    rules(
      [
        { t: 'process', seq: 1, at: 0, process, serverType, event: 'spawned', pid: 1 },
        {
          t: 'view',
          seq: 2,
          at: 1,
          process,
          id: 'v#1',
          instance: 'i',
          epoch: 'e',
          revision: 1,
          added: [{ id: 'chat-1', instance: 'c', callable: true }],
          removed: [],
          size: 1,
        },
      ],
      { dialect },
    )

  test('finds a server that knows another and made no proxies, but expects none of the master', () => {
    expect(found('gate-1', 'gate')).toEqual(['proxies-made'])
    expect(found('lord-1', 'master')).toEqual([])
  })
})

describe('state-order', () => {
  const started = pick('state', ({ to, process }) => to === 'started' && process === 'timer-1')
  const then = (...states: StateEvent['to'][]): TimelineEvent[] => [
    ...events,
    ...states.map((to, index): StateEvent => ({
      ...started,
      id: `z#${index}`,
      seq: 9000 + index,
      at: last,
      to,
    })),
  ]

  test('finds a state that went back, or came after the last one', () => {
    expect(rules(then('subscribing'))).toContain('state-order')
    expect(rules(then('stopping', 'started'))).toContain('state-order')
  })

  test('accepts reconnecting, and gaps of lost records', () => {
    expect(rules(then('reconnecting', 'registering', 'registered', 'subscribing'))).not.toContain(
      'state-order',
    )
    const gap: TimelineEvent = { t: 'gap', seq: 8999, at: last, process: 'timer-1', lost: 4 }
    expect(rules([gap, ...then('subscribing')])).not.toContain('state-order')
  })
})

describe('rpc-ended', () => {
  const call = packet('rpc.call')
  const answer = packet('rpc.answer', ({ conn }) => conn === call.conn)

  test('waits for the deadline, and accepts a link that closed', () => {
    expect(rules(without(answer))).not.toContain('rpc-ended')
    const open = without(answer).filter((event) => event.t !== 'link' && event.t !== 'process')
    expect(rules(open)).toContain('rpc-ended')
    expect(rules(open, { callTimeoutNs: 60e9 })).not.toContain('rpc-ended')
  })
})

describe('converges-in-time', () => {
  const view = events.findLast(
    (event): event is ViewEvent => event.t === 'view' && event.process === 'connector-1',
  )!

  test('finds a view that came late, and one that never came', () => {
    const late = events.map((event) => (event === view ? { ...view, at: last + 11e9 } : event))
    const messages = findings(late, { end: last + 12e9, idleNs: 60e9 }).map(({ message }) => message)
    expect(messages).toContainEqual(expect.stringMatching(/^it took 11\.\d s until all agreed$/))
    const never = events.map((event) => (event === view ? { ...view, added: [] } : event))
    expect(rules(never, { end: last + 12e9 })).toContain('converges-in-time')
  })

  test('accepts a view in time', () => {
    expect(rules(events, { convergenceTimeoutNs: 1e9 })).not.toContain('converges-in-time')
  })

  test('times are measured from a change until all servers agree', () => {
    const { count, p50, p95, divergences } = convergenceTimes(events)
    expect(count).toBe(divergences.length)
    expect(count).toBeGreaterThan(1)
    expect(p50).toBeGreaterThan(0)
    expect(p95).toBeGreaterThanOrEqual(p50 ?? 0)
    expect(convergenceTimes([])).toEqual({ divergences: [], count: 0, p50: null, p95: null })
  })
})
