// Dialling and closing over real Socket.IO (§2).
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, expect, it } from 'vitest'
import { DEFAULTS } from '../../../core/protocol/parameters.ts'
import { noopTap } from '../../../core/roles/noop-tap.ts'
import type { Link } from '../../../core/transport/link.ts'
import { SocketIoTransport } from '../../../core/transport/socket-io.ts'
import { until } from '../../support/until.ts'

/** RFC 6455, 1.3. */
const WEBSOCKET = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

const transport = new SocketIoTransport(noopTap('test'), { ...DEFAULTS, dialTimeoutMs: 400, maxBytes: 2_000 })
const identity = { id: 'a-1', token: 'the secret of this test' }
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A Socket.IO server that never answers CONNECT: it does `instead`. */
async function neverConnects(instead: (drop: () => void) => void): Promise<number> {
  const http = createServer()
  const server = new Server(http, { transports: ['websocket'] })
  server.use((socket) => instead(() => socket.conn.close(true)))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return (http.address() as AddressInfo).port
}

async function pair(): Promise<{ here: Link; there: Link }> {
  const arrived: Link[] = []
  const listener = await transport.listen({
    kind: 'rpc',
    host: '127.0.0.1',
    port: 0,
    identity,
    opened: (link) => arrived.push(link),
  })
  closing.push(() => listener.close())
  const here = await transport.dial({
    kind: 'rpc',
    host: '127.0.0.1',
    port: listener.port,
    identity,
    peer: identity.id,
  })
  return { here, there: await until('the other end is there', () => arrived[0]) }
}

it('the preferred port is bound if it is free, else another one', async () => {
  const options = { kind: 'rpc', host: '127.0.0.1', port: 0, identity, opened: () => {} } as const
  const free = await transport.listen(options)
  const { port } = free
  await free.close()
  const instead: number[] = []
  const preferring = new SocketIoTransport(noopTap('test'), DEFAULTS, {
    port,
    onInUse: (other) => instead.push(other),
  })
  const first = await preferring.listen(options)
  const second = await preferring.listen(options)
  closing.push(
    () => first.close(),
    () => second.close(),
  )
  expect(first.port).toBe(port)
  expect(instead).toEqual([second.port])
})

it.each([
  ['is dropped before CONNECT was answered', (drop: () => void) => drop()],
  ['is never answered', () => undefined],
])('a dialling that %s fails with PEER_LOST', async (_, instead) => {
  const port = await neverConnects(instead)
  await expect(
    transport.dial({ kind: 'control', host: '127.0.0.1', port, identity, peer: identity.id }),
  ).rejects.toMatchObject({
    code: 'PEER_LOST',
  })
})

it('a dial that is dropped right after the upgrade fails at once', async () => {
  const http = createServer()
  http.on('upgrade', ({ headers }, socket) => {
    const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${WEBSOCKET}`).digest('base64')
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => http.close(resolve)))
  const { port } = http.address() as AddressInfo
  const patient = new SocketIoTransport(noopTap('test'), { ...DEFAULTS, dialTimeoutMs: 60_000 })
  await expect(
    patient.dial({ kind: 'control', host: '127.0.0.1', port, identity, peer: identity.id }),
  ).rejects.toMatchObject({
    code: 'PEER_LOST',
  })
})

it('dialling a closed port fails with PEER_LOST, listening on a used one with PORT_IN_USE', async () => {
  const { port } = await transport
    .listen({ kind: 'rpc', host: '127.0.0.1', port: 0, identity, opened: () => undefined })
    .then(async (listener) => {
      const twice = transport.listen({
        kind: 'rpc',
        host: '127.0.0.1',
        port: listener.port,
        identity,
        opened: () => undefined,
      })
      await expect(twice).rejects.toMatchObject({ code: 'PORT_IN_USE' })
      await listener.close()
      return listener
    })
  await expect(
    transport.dial({ kind: 'rpc', host: '127.0.0.1', port, identity, peer: identity.id }),
  ).rejects.toMatchObject({
    code: 'PEER_LOST',
  })
})

it('both ends have the same connection id and the same packet numbers', async () => {
  const { here, there } = await pair()
  expect(here.conn).toBe(there.conn)
  const heard: unknown[] = []
  there.setHandlers({
    packet: (_event, body) => heard.push(body),
    malformed: () => undefined,
    closed: () => undefined,
  })
  expect([1, 2].map((body) => transport.send(here, 'rpc', [body]))).toEqual([
    `${here.conn}/up/1`,
    `${here.conn}/up/2`,
  ])
  await until('both arrived', () => heard.length === 2)
})

it('a packet that is too large is not sent', async () => {
  const { here } = await pair()
  expect(() => transport.send(here, 'rpc', ['x'.repeat(3_000)])).toThrow('exceeds the limit')
  expect(transport.send(here, 'rpc', ['small'])).toBe(`${here.conn}/up/1`)
})

/** Everything that arrives at a link, in order. */
function heardBy(link: Link): unknown[] {
  const heard: unknown[] = []
  link.setHandlers({
    packet: (_event, body) => heard.push(body),
    malformed: () => undefined,
    closed: (reason) => heard.push(reason),
  })
  return heard
}

it('a cut destroys connections and refuses new ones until it is removed', async () => {
  const { here } = await pair()
  const heard = heardBy(here)
  transport.faults.set('rpc', { kind: 'cut' })
  await until('it is gone', () => heard.includes('closed'))
  await expect(pair()).rejects.toMatchObject({ code: 'PEER_LOST' })
  transport.faults.set('rpc', null)
  expect((await pair()).here.isOpen).toBe(true)
})

it('a hang holds packets of both directions, which arrive when it is removed', async () => {
  const { here, there } = await pair()
  const heard = heardBy(there)
  transport.faults.set('rpc', { kind: 'hang' })
  transport.send(here, 'rpc', [1])
  await expect(pair(), 'a dialling').rejects.toMatchObject({ code: 'PEER_LOST' })
  expect(heard).toEqual([])
  const dialled = pair()
  transport.faults.set('rpc', null)
  await until('the packet arrived', () => heard.length === 1)
  expect((await dialled).here.isOpen).toBe(true)
})

it('delayed packets stay in order, also with those sent after the delay is removed', async () => {
  const { here, there } = await pair()
  const heard = heardBy(there)
  const began = performance.now()
  transport.faults.set('rpc', { kind: 'delay', ms: 30 })
  transport.send(here, 'rpc', [1])
  transport.faults.set('rpc', { kind: 'delay', ms: 10 })
  transport.send(here, 'rpc', [2])
  transport.faults.set('rpc', null)
  transport.send(here, 'rpc', [3])
  here.close()
  await until('all arrived', () => heard.length === 4)
  expect(heard).toEqual([[1], [2], [3], 'closed'])
  expect(performance.now() - began).toBeGreaterThan(29)
})

it('the same seed drops the same packets, and only sent packets get a number', async () => {
  const rounds = [7, 7, 8].map(async (seed) => {
    const { here, there } = await pair()
    return { seed, here, heard: heardBy(there) }
  })
  const arrived: unknown[][] = []
  for (const { seed, here, heard } of await Promise.all(rounds)) {
    transport.faults.set('rpc', { kind: 'drop', rate: 0.5, seed })
    const ids = Array.from({ length: 40 }, (_, n) => transport.send(here, 'rpc', [n]))
    transport.faults.set('rpc', null)
    const numbered = ids.filter((id) => id && !id.includes('dropped'))
    expect(numbered).toEqual(numbered.map((_, n) => `${here.conn}/up/${n + 1}`))
    await until('the rest arrived', () => heard.length === numbered.length)
    arrived.push(heard)
  }
  expect(arrived[0]?.length).toBeGreaterThan(5)
  expect(arrived[0]?.length).toBeLessThan(35)
  expect(arrived[1]).toEqual(arrived[0])
  expect(arrived[2]).not.toEqual(arrived[0])
})

it('handlers of a link that has ended already are called', async () => {
  const { here, there } = await pair()
  there.close()
  await until('it is lost', () => !here.isOpen)
  const told = new Promise((resolve) =>
    here.setHandlers({ packet: () => undefined, malformed: () => undefined, closed: resolve }),
  )
  expect(await told).toBe('closed')
})
