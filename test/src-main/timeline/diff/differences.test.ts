// Each kind of difference, and beside it what looks like one and is none.
import { describe, expect, test } from 'vitest'
import {
  diffTimelines,
  type PacketEvent,
  type Timeline,
  type TimelineDiff,
  type TimelineEvent,
  type UnnumberedEvent,
} from '../../../../src-main/timeline/index.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const run = syntheticTimeline()
const end = 1e9

/** The run, and what else happened in it. */
function and(...more: UnnumberedEvent[]): Timeline {
  const added = more.map((event, index) => ({ ...event, seq: 10_000 + index }))
  return { ...run, events: [...run.events, ...added] }
}

/** Some of its events changed, or (`[]`) taken away. */
function changed(change: (event: TimelineEvent) => TimelineEvent | []): Timeline {
  return { ...run, events: run.events.flatMap(change) }
}

const diffOf = (b: Timeline): TimelineDiff => diffTimelines(run, b)
const events = (b: Timeline): string[] =>
  diffOf(b).events.list.map(
    ({ in: side, process, what, count }) => `${side} ${process}: ${what} ${count.a}/${count.b}`,
  )
const isPacket = (event: TimelineEvent, name: string): event is PacketEvent =>
  event.t === 'packet' && event.name === name

describe('what was run', () => {
  const { header } = run
  const planned = (plan: Partial<typeof header.plan>): Timeline => ({
    ...run,
    header: { ...header, plan: { ...header.plan, ...plan } },
  })

  test('a plan with another server, port, variable, seed', () => {
    const [first, ...others] = header.plan.servers
    const plan = {
      servers: [{ ...first!, port: 4000 }, ...others, { id: 'late-1', serverType: 'late', port: 0 }],
      env: ['NODE_ENV'],
      seed: 7,
    }
    const diff = diffOf(planned(plan))
    expect(diff.plan).toEqual([
      { what: 'server connector-1', a: 'connector, port 6050', b: 'connector, port 4000' },
      { what: 'server late-1', a: null, b: 'late, any port' },
      { what: 'environment NODE_ENV', a: null, b: 'set' },
      { what: 'seed of the order', a: null, b: '7' },
    ])
    expect(diff.differences).toEqual([
      'another plan (server connector-1, server late-1, environment NODE_ENV, seed of the order)',
    ])
  })

  test('a service more; another Grove and another day are no difference', () => {
    const more = changed((event) =>
      event.t === 'proxy' && event.serverType === 'chat' ? { ...event, services: ['chat', 'room'] } : event,
    )
    expect(diffOf(more).plan).toEqual([{ what: 'services of chat', a: 'chat', b: 'chat, room' }])
    const later = { ...header, generator: 'grove 9', startedAt: '2030-01-01T00:00:00Z', run: 'another' }
    expect(diffOf({ ...run, header: later }).same).toBe(true)
  })

  test('another server, which takes all that is about it with it', () => {
    const diff = diffTimelines(run, syntheticTimeline({ servers: 5 }))
    expect(diff.servers).toEqual([{ in: 'b', server: 'connector-2', events: expect.any(Number) }])
    expect(diff.servers[0]!.events).toBeGreaterThan(20)
    expect(diff.differences[0]).toBe('connector-2 only in B')
    expect(diff.events.list).toEqual([])
  })
})

describe('how it ended', () => {
  const { footer } = run
  const ended = (how: Partial<NonNullable<typeof footer>>): Timeline => ({
    ...run,
    footer: footer && { ...footer, ...how },
  })

  test('it did not converge, it was not ready, it ended with another code, it was cut off', () => {
    const never = { converged: false, convergedMs: null, ready: false, readyMs: null, exit: 1 }
    expect(diffOf(ended(never)).differences).toEqual(['B did not converge', 'A ended with 0, B with 1'])
    const cut = diffOf({ ...run, footer: null })
    expect(cut.differences).toEqual(['B was cut off'])
    expect(cut.notes).toEqual([expect.stringContaining('B was cut off')])
  })

  test('it did not agree when it was over', () => {
    const stranger = { id: 'ghost-1', instance: 'ghost' }
    const view = run.events.findLast((event) => event.t === 'view' && event.process === 'chat-1')!
    const { seq: _, ...row } = view as Extract<TimelineEvent, { t: 'view' }>
    const diff = diffOf(and({ ...row, at: end, id: 'new', added: [stranger], removed: [] }))
    expect(diff.runs.b.agreedAtEnd).toBe(false)
    expect(diff.differences[0]).toBe('B did not agree in the end')
  })

  test('a stop is left alone where the other recording has none', () => {
    const rows = (['connector-1', 'chat-1', 'chat-2', 'timer-1', 'master-1'] as const).flatMap(
      (process, index) => {
        const row = { t: 'process', process, pid: 1, serverType: process.replace(/-\d/, '') } as const
        const at = index === 4 ? end + 50 : end + index
        return [
          { ...row, at, event: 'stopping' as const },
          { ...row, at: at + 20, event: 'exited' as const, code: 0, signal: null },
        ]
      },
    )
    const stopped = and(...rows)
    expect(diffTimelines(stopped, run).events.list).toHaveLength(10)
    const cut = diffTimelines(stopped, { ...run, footer: null })
    expect(cut.events.list).toEqual([])
    expect(cut.milestones.at(-1)).toMatchObject({ name: 'stop', a: { at: 1000 }, b: null })
  })
})

describe('events in one run only', () => {
  const about = { process: 'chat-1', at: end } as const
  const link = { ...about, t: 'link', id: 'x', conn: 'c9' } as const

  test.each<[string, UnnumberedEvent, string | null]>([
    [
      'a process that ended',
      { ...about, t: 'process', serverType: 'chat', event: 'exited', pid: 4, code: 1, signal: null },
      'b chat-1: process exited (code 1) 0/1',
    ],
    [
      'a state',
      { ...about, t: 'state', id: 'x', instance: 'i', from: 'started', to: 'reconnecting' },
      'b chat-1: state started → reconnecting 0/1',
    ],
    [
      'a step',
      { ...about, process: 'master-1', t: 'step', id: 'x', step: 'authenticated', about: 'chat-1' },
      'b master-1: authenticated chat-1 1/2',
    ],
    [
      'that a batch came, no',
      { ...about, t: 'step', id: 'x', step: 'serversAdded', about: 'chat-2 timer-1' },
      null,
    ],
    [
      'a control link that was lost',
      { ...link, link: 'control', event: 'closed', end: 'dialler', reason: 'no heartbeat for 5012 ms' },
      'b chat-1: control link closed (no heartbeat for … ms) 0/1',
    ],
    [
      'an RPC link between types that had one, no',
      { ...link, process: 'connector-1', link: 'rpc', event: 'opened', end: 'dialler', peer: 'chat-2' },
      null,
    ],
    [
      'an RPC link between types that had none',
      { ...link, link: 'rpc', event: 'opened', end: 'dialler', peer: 'connector-1' },
      'b : RPC link chat → connector opened 0/1',
    ],
    [
      'proxies taken away',
      {
        ...about,
        t: 'proxy',
        id: 'x',
        server: 'chat-2',
        instance: 'i',
        serverType: 'chat',
        services: [],
        made: false,
      },
      'b chat-1: proxies for chat-2 taken away 0/1',
    ],
    [
      'a fault',
      { ...about, t: 'fault', fault: 'delay', parameters: { link: 'rpc', ms: 5 } },
      'b chat-1: fault delay {"link":"rpc","ms":5} 0/1',
    ],
    [
      'a warning',
      { ...about, t: 'log', level: 'warn', text: 'late by 12 ms' },
      'b : chat: warn late by … ms 0/1',
    ],
    ['a word of less weight, no', { ...about, t: 'log', level: 'info', text: 'hello' }, null],
    ['a bookmark, no', { t: 'mark', at: end, text: 'look' }, null],
  ])('%s', (_, event, expected) => {
    expect(events(and(event))).toEqual(expected === null ? [] : [expected])
    expect(diffOf(and(event)).differences.some((each) => each.includes('only in B'))).toBe(expected !== null)
  })

  test('a request of the control plane, refused; a notice more is none, and is counted', () => {
    const again = (name: string, change: Partial<PacketEvent>): UnnumberedEvent => {
      const { seq: _, ...packet } = run.events.find((event) => isPacket(event, name)) as PacketEvent
      return { ...packet, id: 'new/1', sent: end, received: end + 1e6, ...change }
    }
    const refused = again('register.ack', { phase: 'error', to: 'chat-1', answers: 'none' })
    expect(events(and(refused))).toEqual(['b master-1: packet register.ack → chat-1 (error) 0/1'])
    const notice = run.events.find((event) => event.t === 'packet' && event.phase === 'notify') as PacketEvent
    const diff = diffOf(and(again(notice.name, {})))
    expect(diff.events.list).toEqual([])
    expect(diff.packets.find(({ name }) => name === notice.name)?.count.by).toBe(1)
  })

  test('when, and how long after which milestone; what is missing is in A', () => {
    const { convergedMs } = run.footer!
    const diff = diffTimelines(and({ ...about, t: 'fault', fault: 'kill' }), run)
    expect(diff.events.list).toEqual([
      {
        in: 'a',
        process: 'chat-1',
        what: 'fault kill',
        count: { a: 1, b: 0 },
        at: 1000,
        after: { milestone: 'converged', milliseconds: expect.closeTo(1000 - convergedMs!, 2) },
        event: 'seq 10000',
      },
    ])
    expect(diff.differences).toEqual(['1 event only in A (first chat-1: fault kill)'])
  })
})

describe('order', () => {
  test('one server took two steps the other way round; of two servers it does not matter', () => {
    const swap = (process: string, one: string, other: string): Timeline => {
      const of = (to: string) =>
        run.events.find((e) => e.t === 'state' && e.process === process && e.to === to)
      const [first, second] = [of(one), of(other)] as Extract<TimelineEvent, { t: 'state' }>[]
      return changed((event) => {
        if (event === first) return { ...first, at: second!.at }
        return event === second ? { ...second, at: first!.at } : event
      })
    }
    const diff = diffOf(swap('chat-1', 'connecting', 'registered'))
    expect(diff.order[0]).toMatchObject({ of: 'chat-1', first: 'state starting → connecting' })
    expect(diff.differences).toContain('another order of chat-1')
    expect(diff.events.list).toEqual([])
  })

  test('the order of registration is reported, but is not a difference', () => {
    const diff = diffOf(syntheticTimeline({ seed: 8 }))
    expect(diff.registrations.a).not.toEqual(diff.registrations.b)
    expect(diff.same).toBe(true)
  })
})

describe('calls and findings', () => {
  const answered = run.events.find((event) => isPacket(event, 'rpc.answer')) as PacketEvent

  test('a method that failed, and one that was never called', () => {
    const failing = changed((event) =>
      event === answered ? { ...answered, phase: 'error', body: [{ id: 1, error: { code: 'E' } }] } : event,
    )
    const method = diffOf(run).requests.find(({ rpc }) => rpc)!.name
    expect(diffOf(failing).differences).toEqual([`${method} failed only in B`])
    expect(diffOf(failing).requests.find(({ rpc }) => rpc)?.failed).toMatchObject({ a: 0, b: 1 })
    const silent = changed((event) => (event.t === 'packet' && event.link === 'rpc' ? [] : event))
    expect(diffOf(silent).differences).toContain(`${method} called only in A`)
    const unseen = { ...silent, header: { ...run.header, tap: { rpc: 'off' as const } } }
    expect(diffOf(unseen).differences[0]).toBe('another plan (tap of RPC)')
    expect(diffOf(unseen).differences.join()).not.toContain(method)
    const fewer = changed((event) => (event === answered ? [] : event))
    expect(diffOf(fewer).differences.filter((each) => each.includes(method))).toEqual([])
    expect(diffOf(fewer).requests.find(({ rpc }) => rpc)?.unanswered).toMatchObject({ a: 0, b: 1 })
  })

  test('a rule that only one run breaks', () => {
    const { seq: _, ...answer } = answered
    const diff = diffOf(and({ ...answer, id: `${answered.id}9` }))
    expect(diff.findings).toMatchObject([{ rule: 'one-answer', severity: 'error', a: 0, b: 1 }])
    expect(diff.differences[0]).toBe('the check one-answer finds 1 fault only in B')
  })

  test('lost records make the comparison weaker, and no difference', () => {
    const diff = diffOf(and({ t: 'gap', at: end, process: 'chat-1', lost: 12 }))
    expect(diff.same).toBe(true)
    expect(diff.notes).toEqual(['12 records of B were lost: what it lacks may be among them'])
  })
})

describe('memory', () => {
  const mebibyte = 1024 ** 2
  const row = { t: 'process', at: end, serverType: 'chat', pid: 1 } as const

  test('more of it is said, and is no difference; what is not recorded is not made up', () => {
    const [small, large] = [40 * mebibyte, 60 * mebibyte]
    const holding = (inTheEnd: number): Timeline =>
      and(
        { ...row, process: 'chat-1', event: 'ready', memory: small },
        { ...row, process: 'chat-1', event: 'exited', code: 0, memory: inTheEnd },
        {
          ...row,
          process: 'chat-2',
          event: 'exited',
          code: 0,
          ...(inTheEnd === small ? { memory: small } : {}),
        },
      )
    const diff = diffTimelines(holding(small), holding(large))
    expect(diff).toMatchObject({ same: true, memory: { recorded: { a: true, b: true } } })
    expect(diff.memory.together.exited).toEqual({ a: small, b: large, by: 20 * mebibyte, beyond: true })
    expect(diff.memory.servers[1]).toMatchObject({
      server: 'chat-2',
      exited: { a: small, b: null, by: null },
    })
    expect(diff.changes).toContain('memory of chat-1 in the end +20.0 MiB (+50 %)')
    expect(diffOf(run).memory).toMatchObject({ recorded: { a: false, b: false }, servers: [] })
  })
})
