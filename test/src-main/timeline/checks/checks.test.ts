// The checks of invariants: no finding on a healthy run, and the right one on each run that was tampered with.
import { describe, expect, test } from 'vitest'
import {
  timeOf,
  type CheckLimits,
  type PacketEvent,
  type TimelineEvent,
  type ViewEvent,
} from '../../../../src-main/timeline/index.ts'
import { brokenInvariants } from '../../../support/broken-invariants.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const { events } = syntheticTimeline({ servers: 6, crash: true })
const end = Math.max(...events.map(timeOf)) + 10e9

/** Which rules a recording breaks. */
const broken = (tampered: TimelineEvent[], limits: Partial<CheckLimits> = {}): string[] => [
  ...new Set(brokenInvariants(tampered, { end, ...limits }).map(({ rule }) => rule)),
]

const packets = (name: string, to?: string): PacketEvent[] =>
  events.filter(
    (event): event is PacketEvent =>
      event.t === 'packet' && event.name === name && (to === undefined || event.to === to),
  )

const first = <Item>(items: Item[]): Item => {
  const [item] = items
  if (item === undefined) throw new Error('the synthetic run has no such row')
  return item
}

const views = (process: string): ViewEvent[] =>
  events.filter((event): event is ViewEvent => event.t === 'view' && event.process === process)

/** The run, with one row changed; without it where `change` answers nothing. */
const changed = <Row extends TimelineEvent>(
  row: Row,
  change: (row: Row) => TimelineEvent[],
): TimelineEvent[] => events.flatMap((event) => (event === row ? change(structuredClone(row)) : [event]))

/** One more packet on the connection of another, after all that went over it. */
const sentAfter = (row: PacketEvent, change: Partial<PacketEvent>): TimelineEvent[] => {
  const last = Math.max(
    ...events.flatMap((one) =>
      one.t === 'packet' && one.conn === row.conn && one.direction === row.direction ? (one.n ?? []) : [],
    ),
  )
  const n = last + 1
  const seq = events.length + 1
  return [...events, { ...structuredClone(row), seq, n, id: `${row.conn}/${row.direction}/${n}`, ...change }]
}

const notice = (body: object): Partial<PacketEvent> => ({
  name: 'addServer',
  event: 'monitor',
  body: { moduleId: '__watchdog__', body },
})

test('a healthy run breaks no rule', () => {
  expect(brokenInvariants(events, { end })).toEqual([])
})

test('the order of the lines does not matter', () => {
  expect(brokenInvariants(events.toReversed(), { end })).toEqual([])
})

describe('views-agree-when-idle', () => {
  test('finds a server that missed a removal', () => {
    const row = views('connector-1').findLast(({ removed }) => removed.length > 0)
    if (!row) throw new Error('nobody was removed')
    const tampered = changed(row, (one) => [{ ...one, removed: [] }]).filter(
      (event) => event.t !== 'view' || event.process !== 'connector-1' || event.at <= row.at,
    )
    const findings = brokenInvariants(tampered, { end })
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ rule: 'views-agree-when-idle' })
    expect(findings[0]?.message).toContain('connector-1')
  })

  test('finds a live server that is not in the registry, and a dead one that is', () => {
    const row = first(views('master-1').filter(({ added }) => added.some(({ id }) => id === 'chat-2')))
    const stranger = changed(row, (one) => [{ ...one, added: [{ id: 'chat-2', instance: 'another' }] }])
    const texts = brokenInvariants(stranger, { end }).map(({ message }) => message)
    expect(texts).toContain('while idle chat-2 is alive (started), but not in the registry')
    expect(texts).toContain('while idle the registry still lists chat-2, whose process is gone')
  })

  test('ignores a cluster that keeps changing, and a server that is paused', () => {
    const row = first(views('chat-2'))
    const blind = events.filter((event) => event.t !== 'view' || event.process !== 'chat-2')
    expect(broken(blind)).toEqual(['views-agree-when-idle'])
    expect(broken(blind, { idleNs: 60e9 })).toEqual([])
    const pause: TimelineEvent = {
      t: 'fault',
      seq: events.length + 1,
      at: Math.max(...events.map(timeOf)),
      process: row.process,
      fault: 'pause',
    }
    expect(broken([...blind, pause])).toEqual([])
    expect(broken([...blind, pause, { ...pause, seq: pause.seq + 1, fault: 'resume' }])).toEqual([
      'views-agree-when-idle',
    ])
  })
})

test('no-self-notification', () => {
  const row = first(packets('addServer'))
  const own = sentAfter(row, notice({ action: 'removeServer', revision: 8, id: row.to, reason: 'closed' }))
  expect(broken(own)).toContain('no-self-notification')
})

describe('ack-first', () => {
  test('finds an ack that was sent after the announcement', () => {
    const ack = packets('register.ack', 'chat-2').at(-1)
    if (!ack) throw new Error('chat-2 has no ack')
    const late = changed(ack, (one) => [{ ...one, sent: end - 1, received: end }])
    expect(broken(late)).toEqual(['ack-first'])
  })

  test('does not miss an ack that may not be written yet', () => {
    const ack = packets('register.ack', 'chat-2').at(-1)
    if (!ack) throw new Error('chat-2 has no ack')
    const half = changed(ack, () => [])
    const now = (ack.sent ?? 0) + 2e9
    expect(broken(half, { end: now, pairTimeoutNs: 5e9 })).toEqual([])
    expect(broken(half, { end: now + 5e9, pairTimeoutNs: 5e9 })).toContain('ack-first')
  })

  test('finds a server that was announced but never registered', () => {
    const row = first(packets('addServer'))
    const server = { id: 'ghost-1', instance: 'nobody', serverType: 'ghost', host: '127.0.0.1' }
    const forged = sentAfter(row, notice({ action: 'addServer', revision: 9, server }))
    expect(broken(forged)).toContain('ack-first')
  })
})

describe('notified-exactly-once', () => {
  const told = first(packets('addServer'))

  test('finds a change that was sent twice', () => {
    expect(broken(sentAfter(told, { sent: end, received: end }))).toEqual(['notified-exactly-once'])
  })

  test('finds a change that was not sent', () => {
    const body = structuredClone(told.body) as { body: { revision: number } }
    body.body.revision += 40
    expect(broken(sentAfter(told, { body }))).toContain('notified-exactly-once')
  })

  test('finds a notification before the subscription', () => {
    const ack = first(packets('subscribe.ack', told.to))
    const tampered = changed(ack, (one) => [
      { ...one, name: 'view.ack', body: { respId: 99, error: null, body: {} } },
    ])
    expect(broken(tampered)).toContain('notified-exactly-once')
  })

  test('concludes nothing about a connection with missing rows', () => {
    expect(broken(changed(told, () => []))).toEqual([])
  })
})

describe('notification-matches-registry', () => {
  test('finds a list that lacks a server', () => {
    const ack = packets('subscribe.ack').at(-1)
    if (!ack) throw new Error('nobody subscribed')
    const tampered = changed(ack, (one) => {
      const { body } = one.body as { body: { servers: Record<string, unknown> } }
      delete body.servers['connector-1']
      return [one]
    })
    expect(broken(tampered)).toEqual(['notification-matches-registry'])
  })

  test('finds a change that did not happen', () => {
    const told = first(packets('removeServer'))
    const tampered = changed(told, (one) => {
      const { body } = one.body as { body: { id: string } }
      body.id = 'connector-9'
      return [one]
    })
    expect(broken(tampered)).toEqual(['notification-matches-registry'])
  })
})

describe('revisions-grow', () => {
  test('finds a view whose revision went back', () => {
    const row = views('connector-1').at(-1)
    if (!row) throw new Error('connector-1 has no view')
    expect(broken(changed(row, (one) => [{ ...one, revision: 0 }]))).toEqual(['revisions-grow'])
  })

  test('finds a registry that skipped a revision', () => {
    const row = views('master-1').at(-1)
    if (!row) throw new Error('the master has no registry')
    expect(broken(changed(row, (one) => [{ ...one, revision: row.revision + 1 }]))).toContain(
      'revisions-grow',
    )
  })

  test('finds a return to a master that was left', () => {
    const row = views('connector-1').at(-1)
    if (!row) throw new Error('connector-1 has no view')
    const there: ViewEvent = { ...row, epoch: 'another', added: [], removed: [], seq: events.length + 1 }
    const back: ViewEvent = { ...there, epoch: row.epoch, seq: events.length + 2 }
    expect(broken([...events, there])).toEqual([])
    expect(broken([...events, there, back])).toEqual(['revisions-grow'])
  })
})

describe('one-answer', () => {
  const ack = first(packets('subscribe.ack', 'connector-1'))

  test('finds two answers', () => {
    expect(broken(sentAfter(ack, {}))).toContain('one-answer')
    expect(broken(sentAfter(first(packets('rpc.answer')), {}))).toEqual(['one-answer'])
  })

  test('checks thousands of calls with one number in bounded memory', () => {
    const answer = first(packets('rpc.answer'))
    const call = first(
      packets('rpc.call').filter(({ id }) => answer.calls?.some(({ answers }) => answers === id)),
    )
    const time = timeOf(answer)
    const many = Array.from({ length: 20_000 }, (_, index) => {
      const moment = { seq: events.length + index, sent: time + index, received: time + index }
      return { ...(index % 2 ? answer : call), ...moment }
    })
    const said = brokenInvariants([...events, ...many]).filter(({ rule }) => rule === 'one-answer')
    expect(said.length).toBeGreaterThan(5_000)
    expect(said.every((finding) => finding.events.length < 20)).toBe(true)
    expect(said[0]?.message).toMatch(/has \d+ answers/)
  })

  test('finds a missing answer when the deadline has passed on an open link', () => {
    const request = {
      moduleId: '__watchdog__',
      reqId: 77,
      body: { action: 'unsubscribe', id: 'connector-1' },
    }
    const asked = first(packets('subscribe').filter(({ from }) => from === 'connector-1'))
    const unanswered = sentAfter(asked, { body: request, name: 'unsubscribe' })
    expect(broken(unanswered)).toEqual(['one-answer'])
    expect(broken(unanswered, { requestTimeoutNs: 60e9 })).toEqual([])
    const closed: TimelineEvent = {
      t: 'link',
      seq: events.length + 2,
      id: 'connector-1#999',
      at: Math.max(...events.map(timeOf)),
      process: 'connector-1',
      link: 'control',
      conn: asked.conn,
      end: 'dialler',
      event: 'closed',
    }
    expect(broken([...unanswered, closed])).toEqual([])
  })
})

test('silent-after-refusal', () => {
  const ack = first(packets('register.ack', 'connector-1'))
  const refused = changed(ack, (one) => [
    { ...one, body: { code: -1, msg: 'another is called so', reason: 'DUPLICATE_ID' } },
  ])
  expect(broken(refused)).toContain('silent-after-refusal')
})
