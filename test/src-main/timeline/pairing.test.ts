// Two ends, one row: under any interleaving of the reporters, with any end missing.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PacketRecord } from '../../../core/protocol/record.ts'
import { Pairing, type PacketEvent, type TimelineEvent } from '../../../src-main/timeline/index.ts'
import { syntheticObservations } from '../../support/synthetic-timeline.ts'
import type { Observation } from '../../support/synthetic-stage.ts'

const SECOND = 1e9
const all = syntheticObservations({ servers: 3, crash: true }).filter(
  (seen): seen is Observation => 'record' in seen,
)

function pair(observations: Observation[]) {
  const events: TimelineEvent[] = []
  const pairing = new Pairing((event) => events.push(event))
  for (const { process, instance, record } of observations) pairing.addRecord(process, instance, record)
  return { events, pairing, packets: () => events.filter((event) => event.t === 'packet') }
}

function packetsOf(observations: Observation[]): PacketEvent[] {
  const { pairing, packets } = pair(observations)
  pairing.flush()
  return packets().toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

const withoutSeq = (packet: PacketEvent) => ({ ...packet, seq: 0 })
const isPacket = (record: Observation['record']): record is PacketRecord =>
  record.t === 'sent' || record.t === 'received'

/** Reporters in any order, each one's own records in theirs. */
function interleave(observations: Observation[], picks: number[]): Observation[] {
  const reporters = [...new Set(observations.map(({ instance }) => instance))]
  const queues = reporters.map((reporter) => observations.filter(({ instance }) => instance === reporter))
  const mixed: Observation[] = []
  for (let turn = 0; mixed.length < observations.length; turn += 1) {
    const open = queues.filter((queue) => queue.length)
    const next = open[(picks[turn % picks.length] ?? 0) % open.length]?.shift()
    if (next) mixed.push(next)
  }
  return mixed
}
const picks = fc.array(fc.nat(50), { minLength: 1, maxLength: 300 })

describe('both ends tapped', () => {
  test('any interleaving of the reports gives the same rows', () => {
    const rows = packetsOf(all).map(withoutSeq)
    expect(rows.length).toBeGreaterThan(30)
    fc.assert(
      fc.property(picks, (order) => {
        expect(packetsOf(interleave(all, order)).map(withoutSeq)).toEqual(rows)
      }),
      { numRuns: 60 },
    )
  })

  test('a row has both times, both ends, the cause, and the id of its request', () => {
    const rows = packetsOf(all)
    const register = rows.find((row) => row.name === 'register' && row.from === 'chat-1')
    const ack = rows.find((row) => row.answers === register?.id)
    expect(register).toMatchObject({ to: 'master-1', phase: 'register', direction: 'up', n: 1 })
    expect(register?.sent).toBeLessThan(register?.received ?? 0)
    expect(register?.causes).toHaveLength(1)
    expect(register?.id).toBe(`${register?.conn}/up/1`)
    expect(ack).toMatchObject({ name: 'register.ack', from: 'master-1', to: 'chat-1' })
  })

  test('the master is both ends of its own monitor’s connection', () => {
    const own = packetsOf(all).filter((row) => row.from === 'master-1' && row.to === 'master-1')
    expect(own.map(({ name }) => name).toSorted()).toEqual(['register', 'register.ack'])
  })

  test('an RPC answer names the packet of its call', () => {
    const rows = packetsOf(all)
    const call = rows.find(({ name }) => name === 'rpc.call')
    const answer = rows.find((row) => row.name === 'rpc.answer' && row.conn === call?.conn)
    expect(call?.calls).toEqual([{ id: expect.any(Number), method: 'chat.hello' }])
    expect(answer?.calls).toEqual([{ id: call?.calls?.[0]?.id, answers: call?.id }])
  })

  test('no row contains a secret', () => {
    expect(JSON.stringify(all)).toContain('sesame')
    expect(JSON.stringify(packetsOf(all))).not.toContain('sesame')
  })
})

describe('truncated bodies', () => {
  const cutTo = (length: number) => (observation: Observation) => {
    const { record } = observation
    if (!isPacket(record)) return observation
    const body = JSON.stringify(record.body).slice(0, length)
    return { ...observation, record: { ...record, body, truncated: true as const } }
  }

  test('a packet still has its name, phase and request', () => {
    const told = ({ id, name, phase, answers, calls }: PacketEvent) => ({ id, name, phase, answers, calls })
    expect(packetsOf(all.map(cutTo(120))).map(told)).toEqual(packetsOf(all).map(told))
  })

  test('secrets are still redacted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (length) => {
        const rows = packetsOf(all.map(cutTo(length)))
        expect(JSON.stringify(rows)).not.toMatch(/sesam/)
        expect(rows.every(({ truncated, body }) => truncated === true && typeof body === 'string')).toBe(true)
      }),
    )
  })
})

describe('missing ends', () => {
  test('every packet that was reported is one row, whatever was lost', () => {
    const indexes = fc.uniqueArray(fc.nat(all.length - 1), { maxLength: 200 })
    fc.assert(
      fc.property(indexes, picks, (lost, order) => {
        const gone = new Set(lost)
        const kept = all.filter(({ record }, index) => !(isPacket(record) && gone.has(index)))
        const rows = packetsOf(interleave(kept, order))
        const seen = kept.flatMap(({ record }) => (isPacket(record) ? [record] : []))
        const ids = new Set(seen.map(({ conn, direction, n }) => `${conn}/${direction}/${n}`))
        expect(rows.map(({ id }) => id)).toEqual([...ids].toSorted())
        for (const row of rows) {
          const at = (t: string) => seen.find((one) => one.t === t && same(one, row))?.at ?? null
          expect([row.sent, row.received]).toEqual([at('sent'), at('received')])
        }
      }),
      { numRuns: 40 },
    )
  })

  const same = (one: PacketRecord, row: PacketEvent) =>
    one.conn === row.conn && one.direction === row.direction && one.n === row.n

  test('an untapped peer has the name of its connection until it registers', () => {
    const rows = packetsOf(all.filter(({ process }) => process !== 'chat-2'))
    const register = rows.find((row) => row.name === 'register' && row.sent === null)
    const rest = rows.filter((row) => row.conn === register?.conn && row.id !== register?.id)
    expect(register?.from).toBe(`?${register?.conn}`)
    expect(rest.length).toBeGreaterThan(3)
    expect(rest.map(({ from, to }) => [from, to].toSorted())).toEqual(rest.map(() => ['chat-2', 'master-1']))
  })

  test('an untapped peer that was refused gets no name', () => {
    const packet = { link: 'control', conn: 'c', n: 1, event: 'register', bytes: 9 } as const
    const refused = { code: -1, msg: 'no', reason: 'DUPLICATE_ID' }
    const rows = packetsOf([
      observed({ t: 'received', at: 1, direction: 'up', ...packet, body: { id: 'chat-1' } }),
      observed({ t: 'sent', at: 2, direction: 'down', ...packet, body: refused }),
    ])
    expect(rows.map(({ from, to, phase }) => [from, to, phase])).toEqual([
      ['master-1', '?c', 'error'],
      ['?c', 'master-1', 'register'],
    ])
  })
})

describe('time', () => {
  const packet = { link: 'control', conn: 'c', direction: 'up', event: 'monitor', bytes: 9 } as const
  const sent = (n: number, at: number) => observed({ t: 'sent', at, n, ...packet }, 'chat-1')
  const received = (n: number, at: number) => observed({ t: 'received', at, n, ...packet })

  test('a partial packet is emitted once, after 5 s', () => {
    const { pairing, packets } = pair([sent(1, 0), sent(2, SECOND)])
    pairing.expire(5 * SECOND - 1)
    expect(packets()).toEqual([])
    pairing.expire(5 * SECOND)
    expect(packets().map(({ n, received: at }) => [n, at])).toEqual([[1, null]])
    expect(pairing.unpaired).toBe(1)
    for (const late of [received(1, 6 * SECOND), received(2, 6 * SECOND)]) {
      pairing.addRecord(late.process, late.instance, late.record)
    }
    pairing.flush()
    expect(packets().map(({ n, received: at }) => [n, at])).toEqual([
      [1, null],
      [2, 6 * SECOND],
    ])
  })

  test('an overdue packet is returned once, and its row does not change', () => {
    const { pairing, packets } = pair([sent(1, 0), sent(2, SECOND)])
    const overdue = () => pairing.takeOverdue().map(({ n, sent: at, received: to }) => [n, at, to])
    expect(overdue()).toEqual([])
    pairing.addRecord('chat-1', '', sent(3, 2).record)
    expect([overdue(), overdue()]).toEqual([
      [],
      [
        [1, 0, null],
        [2, SECOND, null],
      ],
    ])
    expect([overdue(), overdue()]).toEqual([[[3, 2, null]], []])
    expect(packets()).toEqual([])
    const rows = packetsOf(all).map(withoutSeq)
    fc.assert(
      fc.property(picks, (order) => {
        const asked = pair([])
        for (const { process, instance, record } of interleave(all, order)) {
          asked.pairing.addRecord(process, instance, record)
          for (let turn = 0; turn < 3; turn += 1) asked.pairing.takeOverdue()
        }
        asked.pairing.flush()
        const found = asked.packets().toSorted((a, b) => (a.id < b.id ? -1 : 1))
        expect(found.map(withoutSeq)).toEqual(rows)
      }),
      { numRuns: 30 },
    )
  })

  test('forgets connections that closed at both ends, or long ago at one', () => {
    const closed = (end: 'dialler' | 'listener', process: string) =>
      observed({ t: 'link', id: end, at: 3, link: 'control', conn: 'c', event: 'closed', end }, process)
    const both = pair([
      sent(1, 1),
      closed('dialler', 'chat-1'),
      received(1, 2),
      closed('listener', 'master-1'),
    ])
    expect(both.pairing.connections).toBe(0)
    const one = pair([sent(1, 1), received(1, 2), closed('listener', 'master-1')])
    expect(one.pairing.connections).toBe(1)
    one.pairing.expire(100 * SECOND)
    expect(one.pairing.connections).toBe(0)
  })

  test('a packet with one unreported end is kept after its connection has closed', () => {
    const ends = (['dialler', 'listener'] as const).map((end) =>
      observed({ t: 'link', id: end, at: 3, link: 'control', conn: 'c', event: 'closed', end }, end),
    )
    const { packets, pairing } = pair([sent(1, 1), ...ends, received(1, 2)])
    expect(packets()).toHaveLength(1)
    expect(pairing.connections).toBe(0)
  })
})

test('rows are numbered from 1 without gaps, with those of the host, and losses are summed', () => {
  const { events, pairing } = pair(all)
  pairing.addEvent({ t: 'mark', at: 5, text: 'here' })
  pairing.addRecord('chat-1', 'i', { t: 'gap', at: 6, lost: 3 })
  pairing.addRecord('chat-2', 'i', { t: 'gap', at: 7, lost: 4 })
  pairing.flush()
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  expect(pairing.dropped).toBe(7)
  expect(events.at(-1)).toEqual({ t: 'gap', seq: events.length, at: 7, process: 'chat-2', lost: 4 })
})

function observed(record: Observation['record'], process = 'master-1'): Observation {
  return { process, instance: `${process}-instance`, record }
}
