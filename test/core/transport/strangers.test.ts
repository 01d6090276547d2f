// Peers that do not know the token, at both ends of a dial (§2.1), and many of them at a listener (§2).
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { startMaster, startServer } from '../../../core/index.ts'
import { DEFAULTS } from '../../../core/protocol/parameters.ts'
import type { LinkRecord, TapRecord } from '../../../core/protocol/record.ts'
import { noopTap } from '../../../core/roles/noop-tap.ts'
import { Tap } from '../../../core/tap/tap.ts'
import { SocketIoTransport } from '../../../core/transport/socket-io.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import { RawWebSocket } from '../../support/raw-websocket.ts'
import { until } from '../../support/until.ts'

const token = 'the secret of this test'
const host = '127.0.0.1'
const parameters = { ...DEFAULTS, dialTimeoutMs: 1_000 }
const transport = new SocketIoTransport(noopTap('test'), parameters)
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const dial = (port: number, change: { token?: string; peer?: string; kind?: 'control' | 'rpc' } = {}) =>
  transport.dial({
    kind: change.kind ?? 'control',
    host,
    port,
    identity: { id: 'a-1', token: change.token ?? token },
    peer: change.peer ?? 'b-1',
  })

/** Listens with the identity of b-1; returns the port, and the ids that were admitted. */
async function listen(
  kind: 'control' | 'rpc' = 'control',
  port = 0,
): Promise<{ port: number; admitted: string[] }> {
  const admitted: string[] = []
  const identity = { id: 'b-1', token }
  const opened = (_: unknown, id: string): unknown => admitted.push(id)
  const listener = await transport.listen({ kind, host, port, identity, opened })
  closing.push(() => listener.close())
  return { port: listener.port, admitted }
}

/** A Socket.IO server that is no member of the cluster; `connected` says what it does. */
async function fake(connected: (server: Server) => void): Promise<number> {
  const http = createHttpServer()
  const server = new Server(http, { transports: ['websocket'] })
  connected(server)
  await new Promise<void>((resolve) => http.listen(0, host, resolve))
  closing.push(() => server.close())
  return (http.address() as AddressInfo).port
}

async function listenTcp(handle: (socket: Socket) => void): Promise<{ server: TcpServer; port: number }> {
  const server = createServer(handle)
  await once(server.listen(0, host), 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

function pipe(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one)
  for (const socket of [one, other]) socket.on('error', () => socket.destroy())
  closing.push(() => [one, other].forEach((socket) => socket.destroy()))
}

describe('a dialler', () => {
  it.each(['control', 'rpc'] as const)('opens a %s link to a listener that knows the token', async (kind) => {
    const { port, admitted } = await listen(kind)
    const link = await dial(port, { kind })
    await until('it is admitted', () => admitted.length > 0)
    expect([link.isOpen, admitted]).toEqual([true, ['a-1']])
  })

  it('refuses a listener with another token, which admits nobody', async () => {
    const { port, admitted } = await listen()
    await expect(dial(port, { token: 'another' })).rejects.toMatchObject({ code: 'AUTH_FAILED' })
    expect(admitted).toEqual([])
  })

  it('refuses a server with another id, and a listener of the other kind', async () => {
    const { port } = await listen('rpc')
    await expect(dial(port, { kind: 'rpc', peer: 'c-1' })).rejects.toMatchObject({ code: 'AUTH_FAILED' })
    await expect(dial(port, { kind: 'control' })).rejects.toMatchObject({ code: 'AUTH_FAILED' })
  })

  it.each([
    ['sends an ack', ['register', { code: 1, msg: 'ok', epoch: 'e' }]],
    ['sends a refusal', ['register', { code: -1, msg: 'go', reason: 'DUPLICATE_ID' }]],
    ['sends a command', ['monitor', { moduleId: '__console__', body: { action: 'stop' } }]],
    ['sends no object', ['challenge', 7]],
    ['sends half a challenge', ['challenge', { id: 'b-1', nonce: 'a'.repeat(64) }]],
    ['guesses a proof', ['challenge', { id: 'b-1', nonce: 'a'.repeat(64), proof: 'b'.repeat(64) }]],
  ] as [string, [string, unknown]][])('refuses a listener that %s', async (_, [event, body]) => {
    const heard: string[] = []
    const port = await fake((server) =>
      server.on('connection', (socket) => {
        socket.onAny((name: string) => heard.push(name))
        socket.emit(event, body)
      }),
    )
    await expect(dial(port)).rejects.toMatchObject({ code: 'AUTH_FAILED' })
    expect(heard).toEqual([])
  })

  it('does not repeat what a stranger says', async () => {
    const port = await fake((server) =>
      server.use((_socket, next) =>
        next(Object.assign(new Error('\u001b[31mevil'), { data: { code: 'BAD_REQUEST' } })),
      ),
    )
    const error = (await dial(port).catch((reason: unknown) => reason)) as Error
    expect(error).toMatchObject({ code: 'PROTOCOL_UNSUPPORTED' })
    expect(error.message).not.toContain('evil')
  })

  it('says that a listener of version 1 must be upgraded', async () => {
    const port = await fake(() => undefined)
    await expect(dial(port)).rejects.toMatchObject({
      code: 'PROTOCOL_UNSUPPORTED',
      message: expect.stringMatching(/version 2.*upgrade/),
    })
  })

  it('can be aborted while a listener keeps it waiting', async () => {
    const { server, port } = await listenTcp(() => undefined)
    closing.push(() => server.close())
    const abort = new AbortController()
    const identity = { id: 'a-1', token }
    const patient = new SocketIoTransport(noopTap('test'), { ...DEFAULTS, dialTimeoutMs: 60_000 })
    const dialling = patient.dial({
      kind: 'control',
      host,
      port,
      identity,
      peer: 'b-1',
      signal: abort.signal,
    })
    abort.abort()
    await expect(dialling).rejects.toMatchObject({ code: 'PEER_LOST' })
  })
})

describe('a relay', () => {
  it('on another port admits nobody', async () => {
    const { port, admitted } = await listen()
    const relay = await listenTcp((socket) => pipe(socket, connect(port, host)))
    closing.push(() => relay.server.close())
    await expect(dial(relay.port)).rejects.toMatchObject({ code: 'AUTH_FAILED' })
    expect(admitted).toEqual([])
  })

  it('on the same port, which the listener took again, admits nobody', async () => {
    const held: Socket[] = []
    const relay = await listenTcp((socket) => held.push(socket.pause()))
    const dialling = dial(relay.port).catch((error: unknown) => error)
    await until('it is dialled', () => held.length > 0)
    relay.server.close()
    const { port, admitted } = await listen('control', relay.port)
    pipe(held[0]!, connect(port, host))
    expect(await dialling).toMatchObject({ code: 'AUTH_FAILED' })
    expect(admitted).toEqual([])
  })

  it('on another address with the same port admits nobody', async () => {
    const { port, admitted } = await listen()
    const server = createServer((socket) => pipe(socket, connect(port, host)))
    await once(server.listen(port, '127.0.0.2'), 'listening')
    closing.push(() => server.close())
    const identity = { id: 'a-1', token }
    const dialling = transport.dial({ kind: 'control', host: '127.0.0.2', port, identity, peer: 'b-1' })
    await expect(dialling).rejects.toMatchObject({ code: 'AUTH_FAILED' })
    expect(admitted).toEqual([])
  })
})

describe('a monitor', () => {
  it('that finds another program at the port of its master warns once, and returns when the master does', async () => {
    const records: TapRecord[] = []
    const tap = new Tap({ process: 'a', now: () => 0, sink: (record) => records.push(record), rpc: 'off' })
    const first = await startMaster({ token })
    const { port } = first.address!
    const server = await startServer({
      id: 'a-1',
      serverType: 'a',
      token,
      master: { host, port },
      tap,
      port: 'none',
    })
    closing.push(() => server.stop())
    const states = (): string[] => records.flatMap((record) => (record.t === 'state' ? record.to : []))
    const squatted = startMaster({ token: 'another', port: 0 })
    closing.push(async () => (await squatted).stop())
    await first.stop()
    const stranger = await startMaster({ token: 'another', port })
    const warnings = (): string[] => records.flatMap((record) => (record.t === 'log' ? record.text : []))
    await until('it warns', () => warnings().length > 0)
    const dialled = performance.now()
    await until('it has dialled again', () => performance.now() - dialled > 500)
    expect(warnings()).toEqual([expect.stringContaining("does not know this cluster's token")])
    expect(states().at(-1)).toBe('reconnecting')
    await stranger.stop()
    const again = await startMaster({ token, port })
    closing.push(() => again.stop())
    await until('it is back', () => states().at(-1) === 'started')
  })

  it('of version 1 is told to upgrade', async () => {
    const master = await startMaster({ token })
    closing.push(() => master.stop())
    const socket = io(`http://${host}:${master.address!.port}`, { transports: ['websocket'], forceNew: true })
    closing.push(() => socket.disconnect())
    const ack = new Promise((resolve) => socket.once('register', resolve))
    socket.emit('register', { protocol: 1, type: 'monitor', id: 'old-1', token })
    expect(await ack).toMatchObject({
      code: -1,
      reason: 'PROTOCOL_UNSUPPORTED',
      msg: expect.stringContaining('upgrade'),
    })
  })
})

describe('many strangers', () => {
  const opened = (port: number, count: number): Promise<Socket[]> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const socket = connect(port, host)
        socket.on('error', () => undefined)
        closing.push(() => socket.destroy())
        await once(socket, 'connect')
        return socket
      }),
    )

  it('are limited, and do not keep a member out', async () => {
    const few = new SocketIoTransport(noopTap('test'), { ...DEFAULTS, maxUnproven: 20 })
    const admitted: string[] = []
    const listener = await few.listen({
      kind: 'control',
      host,
      port: 0,
      identity: { id: 'b-1', token },
      opened: (_, id) => admitted.push(id),
    })
    closing.push(() => listener.close())
    const member = await dial(listener.port)
    const sockets = await opened(listener.port, 200)
    await until('all but the newest are closed', () => sockets.filter(({ closed }) => !closed).length === 20)
    expect(sockets.slice(-20).every(({ closed }) => !closed)).toBe(true)
    await dial(listener.port)
    await until('it is admitted again', () => admitted.length === 2)
    expect(member.isOpen).toBe(true)
  })

  it('are reported once a second, with their number', async () => {
    const records: TapRecord[] = []
    const tap = new Tap({
      process: 'm',
      now: () => performance.now(),
      sink: (record) => records.push(record),
      rpc: 'off',
    })
    const master = await startMaster({ token, tap })
    const { port } = master.address!
    const since = performance.now()
    for (let n = 0; n < 300; n++) {
      const peer = await RawPeer.connect(port)
      peer.emit('monitor', '{}')
      await peer.web.closed
      peer.destroy()
    }
    const web = new RawWebSocket(port)
    closing.push(() => web.destroy())
    await master.stop()
    const seconds = (performance.now() - since) / 1_000
    const refused = records.filter(
      (record): record is LinkRecord => record.t === 'link' && record.event === 'refused',
    )
    expect(refused.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1)
    const counts = refused.map(({ reason }) => Number(/^(\d+) connections/.exec(reason ?? '')?.[1] ?? 1))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300)
  })
})
