// Registration, subscription and announcements between whole processes (§4 to §6), over the memory transport.
import { describe, expect, it } from 'vitest'
import type { TapRecord } from '../../../core/protocol/record.ts'
import { idsOf, MemoryCluster } from '../../support/memory-cluster.ts'
import { until } from '../../support/until.ts'

type Packet = Extract<TapRecord, { t: 'sent' | 'received' }>

const learned = (records: TapRecord[]): string[] =>
  records.flatMap((record) => (record.t === 'view' ? record.added.map(({ id }) => id) : []))

describe('joining', () => {
  it('every server is notified of each peer once, and of itself only by the snapshot', async () => {
    await using cluster = new MemoryCluster()
    await cluster.startMaster()
    const ids = ['gate-1', 'chat-1', 'chat-2', 'connector-1']
    const servers = await Promise.all(ids.map((id) => cluster.join(id)))
    await until('all views are equal', () => servers.every((server) => idsOf(server).length === 4))
    for (const id of ids) expect(learned(cluster.recordsOf(id)).toSorted()).toEqual(ids.toSorted())
    for (const id of ids) {
      const heard = cluster
        .recordsOf(id)
        .filter((record) => record.t === 'received' && JSON.stringify(record.body).includes('addServer'))
      expect(heard.every((record) => !JSON.stringify(record).includes(`"id":"${id}"`))).toBe(true)
    }
  })

  it('the master acknowledges a server before it announces it (§4.3)', async () => {
    await using cluster = new MemoryCluster()
    await cluster.startMaster()
    await cluster.join('a-1')
    await cluster.join('b-1')
    const sent = cluster.recordsOf('master-1').filter((record): record is Packet => record.t === 'sent')
    const announced = sent.findIndex((record) => JSON.stringify(record.body).includes('"addServer"'))
    const ackOfB = sent.findLastIndex((record) => record.event === 'register')
    expect(announced).toBeGreaterThan(ackOfB)
  })

  it('a removal has a reason, and removes the proxies', async () => {
    await using cluster = new MemoryCluster()
    await cluster.startMaster()
    const stays = await cluster.join('a-1')
    const leaves = await cluster.join('b-1', { services: { s: () => ({ m: () => 1 }) } })
    await until('a-1 knows b-1', () => idsOf(stays).includes('b-1'))
    await leaves.stop()
    await until('a-1 forgot b-1', () => !idsOf(stays).includes('b-1'))
    const proxies = cluster
      .recordsOf('a-1')
      .filter((record) => record.t === 'proxy' && record.server === 'b-1')
    expect(proxies.map((record) => record.t === 'proxy' && record.made)).toEqual([true, false])
  })

  it('afterStartAll runs once in each process, when every expected server has started', async () => {
    await using cluster = new MemoryCluster()
    const master = await cluster.startMaster(['a-1', 'b-1'])
    const ran: string[] = []
    const lifecycle = { afterStartAll: (app: { id: string }) => void ran.push(app.id) }
    await cluster.join('a-1', { lifecycle })
    expect(master.waiting).toEqual(['b-1'])
    await cluster.join('b-1', { lifecycle })
    await cluster.join('c-1', { lifecycle })
    await until('all three heard it', () => ran.length === 3)
    expect(ran.toSorted()).toEqual(['a-1', 'b-1', 'c-1'])
  })
})

describe('refusals', () => {
  it('a wrong token is refused with advice, and the server is not announced', async () => {
    await using cluster = new MemoryCluster()
    await cluster.startMaster()
    const honest = await cluster.join('a-1')
    const stranger = cluster.server('b-1', { token: 'guess' })
    await expect(stranger.start()).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      message: expect.stringContaining("does not know this cluster's token"),
    })
    expect(idsOf(honest)).toEqual(['a-1'])
  })

  it('a second process with the id of a live server is refused', async () => {
    await using cluster = new MemoryCluster()
    await cluster.startMaster()
    const first = await cluster.join('a-1')
    const second = cluster.server('a-1')
    await expect(second.start()).rejects.toMatchObject({ code: 'DUPLICATE_ID' })
    await second.stop()
    const third = await cluster.join('b-1')
    expect(idsOf(third)).toEqual(['a-1', 'b-1'])
    expect(third.servers('a')[0]?.instance).toBe(first.instance)
  })
})

describe('a master restart (§6)', () => {
  it('no view ever loses a live peer', async () => {
    await using cluster = new MemoryCluster()
    const ids = ['a-1', 'b-1', 'c-1']
    const first = await cluster.startMaster(ids)
    const servers = await Promise.all(ids.map((id) => cluster.join(id)))
    await until('all are known', () => servers.every((server) => idsOf(server).length === 3))
    const port = first.address?.port ?? 0
    await first.stop()
    await cluster.startMaster(ids, port)
    const second = cluster.master.epoch
    await until('all subscribed to the new master, and its list is whole', () =>
      ids.every((id) => {
        const view = cluster.recordsOf(id).findLast((record) => record.t === 'view')
        return view?.t === 'view' && view.epoch === second && view.size === 3
      }),
    )
    for (const id of ids) {
      expect(
        cluster.recordsOf(id).every((record) => record.t !== 'view' || record.removed.length === 0),
      ).toBe(true)
    }
    expect(servers.map(idsOf)).toEqual([ids, ids, ids])
  })
})
