// Dialling and closing over real Socket.IO (§2).
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, expect, it } from 'vitest'
import { DEFAULTS } from '../../../core/protocol/parameters.ts'
import { untapped } from '../../../core/roles/untapped.ts'
import type { Link } from '../../../core/transport/link.ts'
import { SocketIoTransport } from '../../../core/transport/socket-io.ts'
import { until } from '../../support/until.ts'

const transport = new SocketIoTransport(untapped('test'), { ...DEFAULTS, dialWithin: 400, maxBytes: 2_000 })
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
    opened: (link) => arrived.push(link),
  })
  closing.push(() => listener.close())
  const here = await transport.dial({ kind: 'rpc', host: '127.0.0.1', port: listener.port })
  return { here, there: await until('the other end is there', () => arrived[0]) }
}

it.each([
  ['is dropped before CONNECT was answered', (drop: () => void) => drop()],
  ['is never answered', () => undefined],
])('a dialling that %s fails with PEER_LOST', async (_, instead) => {
  const port = await neverConnects(instead)
  await expect(transport.dial({ kind: 'control', host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'PEER_LOST',
  })
})

it('a closed port fails with PEER_LOST, a taken one with PORT_IN_USE', async () => {
  const { port } = await transport
    .listen({ kind: 'rpc', host: '127.0.0.1', port: 0, opened: () => undefined })
    .then(async (listener) => {
      const twice = transport.listen({
        kind: 'rpc',
        host: '127.0.0.1',
        port: listener.port,
        opened: () => undefined,
      })
      await expect(twice).rejects.toMatchObject({ code: 'PORT_IN_USE' })
      await listener.close()
      return listener
    })
  await expect(transport.dial({ kind: 'rpc', host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'PEER_LOST',
  })
})

it('both ends know the connection by the same name, and number its packets alike', async () => {
  const { here, there } = await pair()
  expect(here.conn).toBe(there.conn)
  const heard: unknown[] = []
  there.handle({
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

it('a packet that is too large is refused before anything is sent', async () => {
  const { here } = await pair()
  expect(() => transport.send(here, 'rpc', ['x'.repeat(3_000)])).toThrow('over the limit')
  expect(transport.send(here, 'rpc', ['small'])).toBe(`${here.conn}/up/1`)
})

it('a cut destroys what is there and lets nothing come to be until it is healed', async () => {
  const { here } = await pair()
  const lost = new Promise((resolve) =>
    here.handle({ packet: () => undefined, malformed: () => undefined, closed: resolve }),
  )
  transport.cuts.cut('rpc')
  expect(await lost).toBe('closed')
  await expect(pair()).rejects.toMatchObject({ code: 'PEER_LOST' })
  transport.cuts.heal('rpc')
  expect((await pair()).here.open).toBe(true)
})

it('a link that was lost before anyone looked tells so when somebody does', async () => {
  const { here, there } = await pair()
  there.close()
  await until('it is lost', () => !here.open)
  const told = new Promise((resolve) =>
    here.handle({ packet: () => undefined, malformed: () => undefined, closed: resolve }),
  )
  expect(await told).toBe('closed')
})
