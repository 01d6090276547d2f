import { expect, test } from 'vitest'
import { busPacket, kindOf, type Transmission } from '../../../../core/adapters/moleculer/packet.ts'

const PAYLOAD = { ver: '4', sender: 'orders-1' }

function transmission(fields: Partial<Transmission>): Transmission {
  const payload = { ...PAYLOAD, ...fields.payload }
  const data = Buffer.from(JSON.stringify(payload))
  return {
    type: 'REQ',
    data,
    isJson: true,
    bytes: data.length,
    prefix: 'MOL',
    target: 'catalog-1',
    ...fields,
    payload,
  }
}

test('a request is a call, and its response the answer, by the id of the context', () => {
  const request = busPacket(
    transmission({ payload: { id: 'a1', action: 'catalog.price', params: { id: 'pear' } } }),
  )
  expect(request).toMatchObject({
    kind: 'rpc',
    event: 'REQ',
    topic: 'MOL.REQ',
    key: 'a1',
    from: 'orders-1',
    to: 'catalog-1',
    calls: [{ id: 'a1', method: 'catalog.price' }],
  })
  const json = (request.json as () => string)()
  expect(JSON.parse(json)).toMatchObject({ params: { id: 'pear' } })
  const failed = busPacket(transmission({ type: 'RES', payload: { id: 'a1', success: false } }))
  expect(failed.calls).toEqual([{ id: 'a1', answers: true, error: true }])
})

test('of a stream only the first chunk is a call; all chunks have keys of their own', () => {
  const chunks = [0, 1, 2].map((seq) =>
    busPacket(transmission({ payload: { id: 'a1', action: 'files.put', stream: true, seq } })),
  )
  expect(chunks.map(({ key }) => key)).toEqual(['a1/0', 'a1/1', 'a1/2'])
  expect(chunks.map(({ calls }) => calls?.length)).toEqual([1, undefined, undefined])
})

test('nobody answers an event', () => {
  const payload = { id: 'e1', event: 'order.created', groups: ['mail', 'stock'] }
  const event = busPacket(transmission({ type: 'EVENT', payload }))
  expect(event).toMatchObject({
    kind: 'rpc',
    key: 'e1/mail,stock',
    calls: [{ id: 0, method: 'order.created' }],
  })
})

test('a ping to one node is a call, a ping to all is none', () => {
  const ping = (target: string | null) =>
    busPacket(transmission({ type: 'PING', payload: { id: 'p1' }, target }))
  expect(ping('catalog-1').calls).toEqual([{ id: 'p1', method: 'ping' }])
  expect(ping(null).calls).toBeUndefined()
})

test('equal packets to one node and to all have different keys, where the receiver can tell', () => {
  const key = (target: string | null | undefined) => busPacket(transmission({ type: 'INFO', target })).key
  expect(new Set([key('catalog-1'), key(null), key(undefined)]).size).toBe(3)
  const heartbeat = (target: string | null | undefined) =>
    busPacket(transmission({ type: 'HEARTBEAT', target })).key
  expect(heartbeat(null)).toBe(heartbeat(undefined))
})

test('what an other serializer makes is shown as the packet', () => {
  const packet = busPacket(transmission({ isJson: false, payload: { id: 'a1' } }))
  expect(packet.json).toBeUndefined()
  expect((packet.body as () => unknown)()).toMatchObject({ id: 'a1' })
})

test('membership belongs to the control plane', () => {
  expect(['INFO', 'DISCOVER', 'GOSSIP_REQ', 'PING', 'HEARTBEAT'].map(kindOf)).toEqual(
    Array(5).fill('control'),
  )
})
