// The contract over Socket.IO.
import { once } from 'node:events'
import { connect } from 'node:net'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serveWeb, type WebServer } from '../../../src-main/web/index.ts'
import { makePageFolder, type PageFolder } from '../../support/page-folder.ts'
import { rawRequest } from '../../support/raw-http.ts'
import { until } from '../../support/until.ts'
import { fakeHost, fakeRun, type FakeHost } from '../../support/fake-host.ts'

let folder: PageFolder
let host: FakeHost
let server: WebServer
const sockets: Socket[] = []

beforeEach(async () => {
  folder = await makePageFolder()
  host = fakeHost()
  server = await serveWeb(host, { port: 0, rendererDirectory: folder.directory })
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect()
  await server.close()
  await folder.remove()
})

function dial(options: Partial<ManagerOptions & SocketOptions>): Socket {
  const socket = io(`http://127.0.0.1:${server.port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  })
  sockets.push(socket)
  return socket
}

function heard(socket: Socket, name: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(name, (...args: unknown[]) => resolve(args)))
}

async function connected(): Promise<Socket> {
  const socket = dial({ auth: { token: server.token } })
  await heard(socket, 'connect')
  return socket
}

/** The message of the error that refuses the connection. */
async function refusal(options: Partial<ManagerOptions & SocketOptions>): Promise<string> {
  const socket = dial(options)
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'))
    socket.once('connect_error', (error) => resolve(error.message))
  })
}

test('with the token, calls are served and events arrive', async () => {
  const socket = await connected()
  expect(await socket.emitWithAck('call', 'runs', [])).toEqual({ ok: true, value: [] })
  const told = heard(socket, 'event')
  await socket.emitWithAck('call', 'start', [{ kind: 'sample', name: 'chat' }])
  expect(await told).toEqual([{ type: 'runChanged', run: fakeRun('chat') }])
  expect(host.calls).toEqual(['runs: []', 'start: [{"kind":"sample","name":"chat"}]'])
})

test('an error of the host is a result', async () => {
  const socket = await connected()
  const answer = await socket.emitWithAck('call', 'home', [])
  expect(answer).toEqual({ ok: false, problem: { code: 'NOT_FOUND', message: 'The fake host has no home.' } })
})

test('the watches of a window end when it disconnects', async () => {
  const socket = await connected()
  socket.disconnect()
  await until('the connection ended', () => host.calls.includes('disconnect: []'))
})

test.each([
  ['no token', {}],
  ['an empty token', { auth: { token: '' } }],
  ['a wrong token', { auth: { token: 'x'.repeat(43) } }],
  ['a token that is no text', { auth: { token: { length: 43 } } }],
  ['a token in the query', { query: { token: 'x' } }],
])('with %s there is no connection', async (_, options) => {
  expect(await refusal(options)).toBe('TOKEN_REFUSED')
  host.emit({ type: 'runClosed', run: 'run-1' })
  expect(host.calls).toEqual([])
})

test('the code admits once, and gives the token', async () => {
  const code = new URLSearchParams(new URL(server.address()).hash.slice(1)).get('code')
  const used = new Promise<void>((resolve) => server.onAddressUsed(resolve))
  const first = dial({ auth: { code } })
  expect(await heard(first, 'token')).toEqual([server.token])
  await used
  expect(server.address()).not.toContain(code)
  expect(await refusal({ auth: { code } })).toBe('CODE_REFUSED')
  // A code is judged by itself: it must not be a second try at the token.
  expect(await refusal({ auth: { code, token: server.token } })).toBe('CODE_REFUSED')
  expect(await refusal({ auth: { code: server.token } })).toBe('CODE_REFUSED')
  expect(await refusal({ auth: { token: server.token } })).toBe('connected')
})

test('a foreign origin or host is refused, even with the token', async () => {
  const auth = { token: server.token }
  expect(await refusal({ auth, extraHeaders: { Origin: 'https://evil.example' } })).toBe('websocket error')
  expect(await refusal({ auth, extraHeaders: { Origin: `http://127.0.0.1:${server.port + 1}` } })).toBe(
    'websocket error',
  )
  expect(await refusal({ auth, extraHeaders: { Host: `evil.example:${server.port}` } })).toBe(
    'websocket error',
  )
  expect(await refusal({ auth, extraHeaders: { Origin: `http://127.0.0.1:${server.port}` } })).toBe(
    'connected',
  )
})

test('only websocket is served, and no client code', async () => {
  expect(await refusal({ auth: { token: server.token }, transports: ['polling'] })).toBe('xhr poll error')
  const own = `Host: 127.0.0.1:${server.port}`
  expect((await rawRequest(server.port, ['GET /socket.io/socket.io.js HTTP/1.1', own])).status).toBe(404)
})

test.each([
  ['an unknown call', ['nothing', []]],
  ['an inherited name', ['constructor', []]],
  ['a name that is no text', [{ toString: 1 }, []]],
  ['arguments that are no list', ['start', 'chat']],
  ['an argument too many', ['runs', [1]]],
  ['an unknown field', ['start', [{ kind: 'sample', name: 'chat', more: 1 }]]],
  ['bytes', [Buffer.from('runs'), Buffer.from('x')]],
  ['nothing', []],
])('%s is refused, and the next call works', async (_, packet) => {
  const socket = await connected()
  expect(await socket.emitWithAck('call', ...packet)).toMatchObject({
    ok: false,
    problem: { code: 'BAD_CALL' },
  })
  expect(await socket.emitWithAck('call', 'runs', [])).toMatchObject({ ok: true })
})

/** Socket.IO's CONNECT without any object, in a WebSocket frame made by hand; the answer's text. */
function connectBare(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13'
  const head = `Host: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}`
  socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${head}\r\n\r\n`)
  return new Promise((resolve) => {
    let text = ''
    socket.once('data', () => socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30])))
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (!text.includes('44{')) return
      socket.destroy()
      resolve(text)
    })
  })
}

test('calls without acknowledgement and clients without auth do no harm', async () => {
  const socket = await connected()
  socket.emit('call', 'runs', [])
  socket.emit('call')
  socket.emit('other', 1)
  const refused = await connectBare(server.port)
  expect(refused).toContain('TOKEN_REFUSED')
  expect(await socket.emitWithAck('call', 'runs', [])).toMatchObject({ ok: true })
})

test('a packet that is too large closes only the connection of its sender', async () => {
  const [loud, calm] = [await connected(), await connected()]
  const closed = heard(loud, 'disconnect')
  loud.emit('call', 'runs', ['x'.repeat(1024 * 1024 + 1)])
  await closed
  expect(await calm.emitWithAck('call', 'runs', [])).toMatchObject({ ok: true })
})

test('close disconnects all windows and unsubscribes from the host', async () => {
  const socket = await connected()
  const closed = heard(socket, 'disconnect')
  await server.close()
  await closed
  expect(socket.connected).toBe(false)
  host.emit({ type: 'runClosed', run: 'run-1' })
  server = await serveWeb(host, { port: 0, rendererDirectory: folder.directory })
})

test('strangers take few connections, and neither end nor keep out a client with the token', async () => {
  const member = await connected()
  const strangers = await Promise.all(
    Array.from({ length: 500 }, async () => {
      const stranger = connect(server.port, '127.0.0.1').on('error', () => {})
      await once(stranger, 'connect')
      return stranger
    }),
  )
  try {
    await until('most strangers were closed', () => strangers.filter(({ closed }) => !closed).length <= 64)
    const later = await connected()
    for (const client of [member, later])
      expect(await client.emitWithAck('call', 'runs', [])).toMatchObject({ ok: true })
  } finally {
    for (const stranger of strangers) stranger.destroy()
  }
})
