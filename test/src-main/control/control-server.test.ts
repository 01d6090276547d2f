// The control server of a running Grove: access, calls, and its end.
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  connectInstance,
  findInstances,
  startControlServer,
  type Instance,
} from '../../../src-main/control/index.ts'
import { groveVersion } from '../../../src-main/host/locations.ts'
import { temporaryFolder } from '../../support/grove.ts'
import { RawWebSocket } from '../../support/raw-websocket.ts'
import { rawRequest } from '../../support/raw-http.ts'
import { fakeHost, fakeRun, type FakeHost } from '../../support/fake-host.ts'

let state: Awaited<ReturnType<typeof temporaryFolder>>
let host: FakeHost
let close: () => Promise<void>
let instance: Instance

beforeEach(async () => {
  state = await temporaryFolder()
  host = fakeHost({ home: () => new Promise(() => {}) })
  close = await startControlServer(host, {
    shell: 'terminal',
    state: state.path,
    say: (text) => expect(text).toBe(''),
  })
  const [found] = await findInstances(state.path)
  if (!found) throw new Error('no instance was announced')
  instance = found
})

afterEach(async () => {
  await close()
  await state[Symbol.asyncDispose]()
})

it('serves calls; events go to subscribers only', async () => {
  const quiet = await connectInstance(instance)
  const eager = await connectInstance(instance, { events: true })
  expect(await quiet.api.runs()).toEqual([])
  const overheard: unknown[] = []
  quiet.listen((event) => overheard.push(event))
  const heard = new Promise((resolve) => eager.listen(resolve))
  host.emit({ type: 'runChanged', run: fakeRun('dice') })
  expect(await heard).toMatchObject({ run: { name: 'dice' } })
  await quiet.api.runs()
  expect(overheard).toEqual([])
  quiet.close()
  eager.close()
})

it('errors of the host and unknown calls are rejected', async () => {
  const { api, close } = await connectInstance(instance)
  await expect(api.browse(null)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(api.act('r', 'chat-1', 'tickle' as 'kill')).rejects.toMatchObject({ code: 'BAD_CALL' })
  close()
})

it('a wrong token is refused', async () => {
  const wrong = { ...instance, token: 'y'.repeat(43) }
  await expect(connectInstance(wrong)).rejects.toMatchObject({ code: 'INSTANCE_GONE' })
})

it('a Grove of another version is refused, and both versions named', async () => {
  const other = connectInstance({ ...instance, version: '99.0.0' })
  await expect(other).rejects.toMatchObject({ code: 'OTHER_VERSION' })
  await expect(other).rejects.toThrow(new RegExp(`99.0.0.*${groveVersion}`))
})

/** With the right token: what the handshake ends with. */
function dial(extraHeaders: Record<string, string>): Promise<string> {
  const socket = io(`http://127.0.0.1:${instance.port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { token: instance.token },
    extraHeaders,
  })
  return new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'))
    socket.once('connect_error', (error) => resolve(error.message))
  }).finally(() => socket.disconnect())
}

it('web pages and rebound names are refused, even with the token', async () => {
  expect(await dial({})).toBe('connected')
  expect(await dial({ Origin: 'http://evil.example' })).toBe('websocket error')
  expect(await dial({ Origin: `http://127.0.0.1:${instance.port}` })).toBe('websocket error')
  expect(await dial({ Origin: 'null' })).toBe('websocket error')
  expect(await dial({ 'Sec-Fetch-Site': 'none' })).toBe('websocket error')
  expect(await dial({ Host: `evil.example:${instance.port}` })).toBe('websocket error')
})

it('other requests are answered with 404', async () => {
  const plain = await rawRequest(instance.port, ['GET / HTTP/1.1', `Host: 127.0.0.1:${instance.port}`])
  expect(plain).toMatchObject({ status: 404, body: expect.not.stringContaining(instance.token) })
})

it('a call in flight fails when Grove ends, and its instance file is removed', async () => {
  const { api, ended } = await connectInstance(instance)
  const call = api.home()
  const [failure] = await Promise.all([call.catch((error: unknown) => error), close()])
  expect(failure).toMatchObject({ code: 'INSTANCE_GONE' })
  await ended
  expect(await findInstances(state.path)).toEqual([])
  await expect(connectInstance(instance)).rejects.toMatchObject({ code: 'INSTANCE_GONE' })
})

it('a client that answers no closing handshake does not keep Grove from ending', async () => {
  const silent = new RawWebSocket(instance.port, { answersControlFrames: false })
  const greeted = new Promise((resolve) => (silent.onText = resolve))
  await greeted
  silent.send(`40${JSON.stringify({ token: instance.token })}`)
  await new Promise((resolve) => (silent.onText = resolve))
  const since = performance.now()
  await close()
  await silent.closed
  expect(performance.now() - since).toBeLessThan(5_000)
})

it('a read-only state folder is reported, and Grove works without the control server', async () => {
  const said: string[] = []
  const none = await startControlServer(host, {
    shell: 'terminal',
    state: '/dev/null/x',
    say: (text) => said.push(text),
  })
  expect(said).toHaveLength(1)
  await none()
})
