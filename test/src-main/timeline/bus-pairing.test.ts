// The packets of a bus: each delivery is a row, with the time of what was published.
import { expect, test } from 'vitest'
import { SyntheticNodes } from '../../support/synthetic-nodes.ts'

function nodes(): SyntheticNodes {
  const cluster = new SyntheticNodes(['a-1', 'b-1', 'c-1'])
  for (const id of ['a-1', 'b-1', 'c-1']) cluster.start(id)
  cluster.now = 100
  return cluster
}

test('one row for each receiver, whichever end reports first', () => {
  const cluster = nodes()
  cluster.deliver('b-1', 'all', 'info', { at: 112 })
  cluster.publish('a-1', 'all', 'info', { at: 110 })
  cluster.deliver('c-1', 'all', 'info', { at: 111 })
  expect(cluster.packets('info')).toEqual(['a-1 > b-1 110..112', 'a-1 > c-1 110..111'])
  const row = cluster.events.find((event) => event.t === 'packet')
  expect(row).toMatchObject({ conn: 'bus:all', direction: 'up', phase: 'register', event: 'info' })
})

test('where a key repeats, each receiver gets them in order', () => {
  const cluster = nodes()
  for (const at of [110, 120]) cluster.publish('a-1', 'all', 'info', { at })
  for (const at of [111, 121]) cluster.deliver('b-1', 'all', 'info', { at })
  for (const at of [112, 122]) cluster.deliver('c-1', 'all', 'info', { at })
  expect(cluster.packets('info')).toEqual([
    'a-1 > b-1 110..111',
    'a-1 > b-1 120..121',
    'a-1 > c-1 110..112',
    'a-1 > c-1 120..122',
  ])
})

test('a process gets nothing that was published before it ran', () => {
  const cluster = nodes()
  cluster.publish('a-1', 'all', 'info', { at: 110 })
  cluster.now = 200
  cluster.start('d-1')
  cluster.publish('a-1', 'all', 'info', { at: 300 })
  cluster.deliver('d-1', 'all', 'info', { at: 301 })
  expect(cluster.packets('info')).toEqual(['a-1 > d-1 300..301'])
})

test('a heartbeat that was lost does not shift those that follow', () => {
  const cluster = nodes()
  for (const at of [110, 2_110, 4_110]) cluster.publish('a-1', 'all', 'info', { at })
  for (const at of [2_111, 4_111]) cluster.deliver('b-1', 'all', 'info', { at })
  expect(cluster.packets('info')).toEqual(['a-1 > b-1 2110..2111', 'a-1 > b-1 4110..4111'])
})

test('a packet is never received before it was sent', () => {
  const cluster = nodes()
  cluster.deliver('b-1', 'all', 'info', { at: 111 })
  cluster.publish('a-1', 'all', 'info', { at: 2_110 })
  cluster.deliver('b-1', 'all', 'info', { at: 2_111 })
  cluster.pairing.expire(5_112e6)
  expect(cluster.packets('info')).toEqual(['a-1 > b-1 2110..2111', '?bus:all > b-1 –..111'])
})

test('what nobody reports stays a row after the timeout; so does what nobody published', () => {
  const cluster = nodes()
  cluster.publish('a-1', 'lost', 'info', { at: 110 })
  cluster.publish('a-1', 'named', 'info', { at: 110, to: cluster.node('b-1') })
  cluster.deliver('c-1', 'strange', 'info', { at: 110 })
  cluster.pairing.expire(5_109e6)
  expect(cluster.packets('info')).toEqual([])
  expect(cluster.pairing.unpaired).toBe(3)
  cluster.pairing.expire(5_111e6)
  expect(cluster.packets('info')).toEqual([
    'a-1 > ?bus:lost 110..–',
    'a-1 > b-1 110..–',
    '?bus:strange > c-1 –..110',
  ])
  expect(cluster.pairing.unpaired).toBe(0)
})

test('a packet to one node is not taken for a packet to another with the same key', () => {
  const cluster = nodes()
  cluster.publish('a-1', 'heartbeat', 'info', { at: 110, to: cluster.node('c-1') })
  cluster.publish('b-1', 'heartbeat', 'info', { at: 111, to: cluster.node('a-1') })
  cluster.deliver('a-1', 'heartbeat', 'info', { at: 113 })
  cluster.deliver('c-1', 'heartbeat', 'info', { at: 114 })
  expect(cluster.packets('info')).toEqual(['b-1 > a-1 111..113', 'a-1 > c-1 110..114'])
})

test('a dropped packet has no receipt', () => {
  const cluster = nodes()
  cluster.publish('a-1', 'all', 'info', { at: 110, key: '1', dropped: true })
  cluster.publish('a-1', 'all', 'info', { at: 120, key: '2' })
  cluster.deliver('b-1', 'all', 'info', { at: 121, key: '2', dropped: true })
  expect(cluster.packets('info')).toEqual(['a-1 > ?bus:all 110..–', 'a-1 > b-1 120..–'])
  expect(cluster.events.filter((event) => event.t === 'packet' && event.dropped)).toHaveLength(2)
})

test('a call to many: each answer names the row of the member that answers', () => {
  const cluster = nodes()
  const expects = ['b-1', 'c-1'].map((id) => cluster.node(id))
  cluster.publish('a-1', 'all', 'find', { calls: [{ id: 'q', method: 'find', expects }] })
  const asked = cluster.deliver('c-1', 'all', 'find', { calls: [{ id: 'q', method: 'find' }] })
  const answer = { key: 'c', calls: [{ id: 'q', answers: true }] }
  cluster.publish('c-1', 'to-a', 'find.ack', { ...answer })
  cluster.deliver('a-1', 'to-a', 'find.ack', { ...answer })
  cluster.pairing.flush()
  expect(cluster.packets('find').map((row) => row.split(' ').slice(0, 3).join(' '))).toEqual([
    'a-1 > c-1',
    'a-1 > b-1',
  ])
  const rows = cluster.events.filter((event) => event.t === 'packet')
  expect(rows.map(({ calls }) => calls)).toEqual([
    [{ id: 'q', method: 'find', expects: ['b-1', 'c-1'] }],
    [{ id: 'q', answers: asked }],
    [{ id: 'q', method: 'find', expects: ['b-1', 'c-1'] }],
  ])
})
