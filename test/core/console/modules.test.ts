// Admin clients and modules (§7), over real sockets.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  defineModule,
  startMaster,
  startServer,
  type Master,
  type Module,
  type Server,
} from '../../../core/index.ts'
import { AdminClient } from '../../support/admin-client.ts'
import { until } from '../../support/until.ts'

const TOKEN = 'a secret of this test'
const heard: { from: string; body: unknown }[] = []

/** Each server pushes its id; the master keeps what it heard, and asks a server on demand. */
const greeting = (): Module =>
  defineModule({
    moduleId: 'greeting',
    type: 'push',
    interval: 20,
    masterHandler: ({ from, body }) => void heard.push({ from, body }),
    monitorHandler: (call, console) =>
      call.tick ? console.notify({ hello: console.id }) : { asked: call.body },
    clientHandler: async ({ body }, console) => ({
      [String(body)]: await console.request(String(body), 'how are you?'),
    }),
  })

let master: Master
const servers: Server[] = []

async function join(id: string, modules: Module[] = [greeting()]): Promise<Server> {
  const address = master.address ?? { host: '', port: 0 }
  const server = await startServer({ id, serverType: 'chat', token: TOKEN, master: address, modules })
  servers.push(server)
  return server
}

const admin = (token = TOKEN): Promise<AdminClient> => AdminClient.open(master.address?.port ?? 0, token)

beforeEach(async () => {
  heard.length = 0
  master = await startMaster({ token: TOKEN, expect: ['chat-1', 'chat-9'], modules: [greeting()] })
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
  await master.stop()
})

describe('an admin client', () => {
  it('with a wrong token is refused with the reason', async () => {
    await expect(admin('guess')).rejects.toMatchObject({ ack: { code: -1, reason: 'AUTH_FAILED' } })
  })

  it('lists servers, modules and awaited servers, and is not announced', async () => {
    const server = await join('chat-1')
    using client = await admin()
    const { servers: listed } = (await client.request('__console__', { action: 'list' })) as {
      servers: Record<string, object>
    }
    expect(Object.keys(listed).toSorted()).toEqual(['chat-1', 'master-1'])
    expect(listed['chat-1']).toMatchObject({
      serverType: 'chat',
      pid: process.pid,
      instance: server.instance,
      memory: { rss: expect.any(Number), heapUsed: expect.any(Number) },
      uptime: expect.any(Number),
      revision: 1,
    })
    expect(await client.request('__console__', { action: 'modules' })).toMatchObject({
      modules: expect.arrayContaining([{ moduleId: 'greeting', enabled: true, type: 'push', interval: 20 }]),
    })
    expect(await client.request('__console__', { action: 'waiting' })).toEqual({
      waiting: ['chat-9'],
      startedOver: false,
    })
    expect(server.servers().map(({ id }) => id)).toEqual(['chat-1'])
  })

  it('gets the registry and every view', async () => {
    const server = await join('chat-1')
    using client = await admin()
    const views = await client.request('__watchdog__', { action: 'views' })
    expect(views).toMatchObject({
      epoch: master.epoch,
      revision: 1,
      servers: { 'chat-1': { instance: server.instance } },
      views: { 'chat-1': { epoch: master.epoch, revision: 1, servers: { 'chat-1': server.instance } } },
    })
  })

  it('stops a server; with an unknown id, none', async () => {
    const first = await join('chat-1')
    await join('chat-2')
    using client = await admin()
    const unknown = client.request('__console__', { action: 'stop', ids: ['chat-1', 'chat-7'] })
    await expect(unknown).rejects.toMatchObject({ code: 'NO_SUCH_SERVER' })
    expect(first.servers()).toHaveLength(2)
    expect(await client.request('__console__', { action: 'stop', ids: ['chat-2'] })).toEqual({
      stopping: ['chat-2'],
    })
    await until('chat-1 alone is left', () => first.servers().length === 1)
  })

  it.each([
    ['__console__', { action: 'dance' }, 'UNKNOWN_ACTION'],
    ['__console__', { action: 'stop', ids: 'all' }, 'BAD_REQUEST'],
    ['__console__', { action: 'enable', moduleId: 'nothing' }, 'UNKNOWN_MODULE'],
    ['__watchdog__', { action: 'subscribe', id: 'x' }, 'UNKNOWN_ACTION'],
    ['nothing', {}, 'UNKNOWN_MODULE'],
    ['__systemInfo__', {}, 'MODULE_DISABLED'],
  ])('asking %s for %j is answered with %s', async (moduleId, body, code) => {
    using client = await admin()
    await expect(client.request(moduleId, body)).rejects.toMatchObject({ code })
  })
})

describe('a user module', () => {
  it('pushes from each server at its interval; the master handler gets the sender', async () => {
    await join('chat-1')
    await join('chat-2')
    await until('both were heard', () => new Set(heard.map(({ from }) => from)).size === 2)
    expect(heard).toContainEqual({ from: 'chat-2', body: { hello: 'chat-2' } })
  })

  it('answers an admin client with the answer of a server', async () => {
    await join('chat-1')
    using client = await admin()
    expect(await client.request('greeting', 'chat-1')).toEqual({ 'chat-1': { asked: 'how are you?' } })
    await expect(client.request('greeting', 'chat-5')).rejects.toMatchObject({ code: 'NO_SUCH_SERVER' })
  })

  it('does not run anywhere while it is disabled', async () => {
    await join('chat-1')
    using client = await admin()
    await client.request('__console__', { action: 'disable', moduleId: 'greeting' })
    await expect(client.request('greeting', 'chat-1')).rejects.toMatchObject({ code: 'MODULE_DISABLED' })
    // Asked after the order to be quiet, on the same connection: the server has obeyed when it answers.
    await client.request('__console__', { action: 'list' })
    const before = heard.length
    await client.request('__console__', { action: 'enable', moduleId: 'greeting' })
    await until('it is heard again', () => heard.length > before)
  })

  it('with a taken moduleId fails the start', async () => {
    await expect(join('chat-1', [greeting(), greeting()])).rejects.toMatchObject({ code: 'BAD_SETUP' })
  })
})

it('system info is pulled when it is enabled', async () => {
  await master.stop()
  const fast = {
    ...(await import('../../../core/console/system-info.ts')).masterSystemInfo(),
    moduleId: 'fast',
    interval: 20,
    enabled: true,
  }
  master = await startMaster({ token: TOKEN, modules: [fast] })
  const info = (await import('../../../core/console/system-info.ts')).monitorSystemInfo()
  await join('chat-1', [{ ...info, moduleId: 'fast', enabled: true }])
  using client = await admin()
  const answer = await until('it was pulled', async () => {
    const { servers: pulled } = (await client.request('fast', {})) as { servers: Record<string, unknown> }
    return pulled['chat-1']
  })
  expect(answer).toMatchObject({
    memory: { rss: expect.any(Number) },
    cpu: { user: expect.any(Number) },
    uptime: expect.any(Number),
  })
})
