// Acceptance cases of the control plane on real sockets and processes. "upstream fails" marks cases that Pomelo or Pinus fail.
import { createServer, type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  defineModule,
  startMaster,
  startServer,
  type Master,
  type MasterOptions,
  type Module,
  type Server,
  type ServerOptions,
} from '../../core/index.ts'
import type { TimelineEvent } from '../../src-main/timeline/index.ts'
import { AdminClient } from '../support/admin-client.ts'
import { chatPlan, startCluster } from '../support/cluster.ts'
import { RawMonitor } from '../support/raw-monitor.ts'
import { until } from '../support/until.ts'

const TOKEN = 'a secret of this test'
const running: { stop(): Promise<void> }[] = []
let master: Master

const port = (): number => master.address?.port ?? 0
const ids = (server: Server, type?: string): string[] =>
  server
    .servers(type)
    .map(({ id }) => id)
    .toSorted()

async function startTheMaster(options: Partial<MasterOptions> = {}): Promise<Master> {
  master = await startMaster({ token: TOKEN, ...options })
  running.push(master)
  return master
}

async function join(id: string, options: Partial<ServerOptions> = {}): Promise<Server> {
  const serverType = id.split('-')[0] ?? id
  const server = await startServer({
    id,
    serverType,
    token: TOKEN,
    master: { host: '127.0.0.1', port: port() },
    ...options,
  })
  running.push(server)
  return server
}

beforeEach(async () => {
  await startTheMaster()
})
afterEach(async () => {
  for (const member of running.splice(0).toReversed()) await member.stop()
})

describe('the control plane', () => {
  it('case 1: requests and notifications reach their targets by id, by type and all servers', async () => {
    const heard: string[] = []
    const half = (): Module =>
      defineModule({
        moduleId: 'routing',
        masterHandler: ({ from, body }) => ({ from, body }),
        monitorHandler: ({ body }, console) => {
          heard.push(`${console.id} ${String(body)}`)
          if (body === 'fail') throw new Error('on purpose')
          return { by: console.id }
        },
        clientHandler: async ({ body }, console) => {
          const { to, word } = body as { to: string; word: string }
          if (to.includes('-')) return console.request(to, word)
          console.notify(
            console.servers.filter((id) => to === '*' || id.startsWith(to)),
            word,
          )
          return {}
        },
      })
    await running.pop()?.stop()
    await startTheMaster({ modules: [half()] })
    for (const id of ['chat-1', 'chat-2', 'gate-1']) await join(id, { modules: [half()] })
    using client = await AdminClient.open(port(), TOKEN)
    using monitor = await RawMonitor.connect(port(), TOKEN)
    await monitor.register()

    expect(await client.request('routing', { to: 'chat-2', word: 'one' })).toEqual({ by: 'chat-2' })
    await expect(client.request('routing', { to: 'chat-1', word: 'fail' })).rejects.toMatchObject({
      code: 'MODULE_FAILED',
      message: 'on purpose',
    })
    await client.request('routing', { to: 'chat', word: 'type' })
    await client.request('routing', { to: '*', word: 'all' })
    await until('all were told', () => heard.filter((line) => line.endsWith(' all')).length === 3)
    expect(heard.filter((line) => line.endsWith(' type')).toSorted()).toEqual(['chat-1 type', 'chat-2 type'])
    expect(await monitor.request('routing', 'from a server')).toMatchObject({
      error: null,
      body: { from: 'raw-1', body: 'from a server' },
    })
    expect(await monitor.request('nothing', {})).toMatchObject({ error: { code: 'UNKNOWN_MODULE' } })
  })

  it('case 2: a joining server registers, is acked and announced, subscribes, gets the list and records', async () => {
    await running.pop()?.stop()
    await startTheMaster({ expect: ['raw-1', 'raw-2'] })
    using earlier = await RawMonitor.connect(port(), TOKEN, 'raw-1')
    await earlier.register()
    await earlier.subscribe()
    earlier.emit('monitor', { moduleId: '__watchdog__', body: { action: 'record', id: 'raw-1' } })
    using later = await RawMonitor.connect(port(), TOKEN, 'raw-2')
    expect(await later.register()).toMatchObject({ code: 1, epoch: master.epoch })
    await until('the earlier one is told', () => earlier.notifications.includes('addServer raw-2'))
    const answer = await later.subscribe()
    expect(Object.keys(answer.body?.servers as object).toSorted()).toEqual(['raw-1', 'raw-2'])
    expect(later.notifications).toEqual([])
    later.emit('monitor', { moduleId: '__watchdog__', body: { action: 'record', id: 'raw-2' } })
    await until('both hear startOver', () =>
      [earlier, later].every(({ notifications: notices }) => notices.includes('startOver')),
    )
  })

  it('case 3: in any order and with any delay, all servers get the same list without gaps or duplicates', async () => {
    const added = new Map<string, string[]>()
    const names = Array.from({ length: 12 }, (_, index) => `w-${index}`)
    const begin = async (id: string, index: number): Promise<Server> => {
      await until('its turn', () => performance.now() > started + ((index * 7919) % 90))
      const seen: string[] = []
      added.set(id, seen)
      return join(id, {
        lifecycle: {
          beforeStartup: (app) =>
            void app.onServersAdded((records) => seen.push(...records.map((record) => record.id))),
        },
      })
    }
    const started = performance.now()
    const servers = await Promise.all(names.map(begin))
    await until('all have the same list', () =>
      servers.every((server) => ids(server).length === names.length),
    )
    for (const seen of added.values()) expect(seen.toSorted()).toEqual(names.toSorted())
  })

  it('case 4: when all servers have recorded, each gets one startOver and runs afterStartAll once', async () => {
    await running.pop()?.stop()
    await startTheMaster({ expect: ['a-1', 'a-2', 'a-3'] })
    const ran: string[] = []
    const lifecycle = { afterStartAll: (app: { id: string }) => void ran.push(app.id) }
    await join('a-1', { lifecycle })
    await join('a-2', { lifecycle })
    await until('it waits for one alone', () => master.waiting.join() === 'a-3')
    expect(ran).toEqual([])
    await join('a-3', { lifecycle })
    await until('all ran it', () => ran.length === 3)
    expect(ran.toSorted()).toEqual(['a-1', 'a-2', 'a-3'])
  })

  it('case 5: after a SIGKILL every other server is notified within a second and routes nothing there', async () => {
    await using cluster = await startCluster(chatPlan({ connector: 1, chat: 2 }))
    await cluster.converged(4)
    const at = cluster.cluster.recorder.now()
    await cluster.cluster.act('chat-2', 'kill')
    await cluster.converged(3)
    // A packet's row is written when both ends have told of it, which may be after the views have.
    const removals = (): TimelineEvent[] =>
      cluster.events.filter((event) => event.t === 'packet' && event.name === 'removeServer')
    const told = await until('all three were told', () => removals().length === 3 && removals())
    for (const event of told)
      expect(event.t === 'packet' && ((event.received ?? Infinity) - at) / 1e6).toBeLessThan(1_000)
    const gone = cluster.events.filter(
      (event) => event.t === 'proxy' && event.server === 'chat-2' && !event.made,
    )
    expect(new Set(gone.map((event) => event.t === 'proxy' && event.process)).size).toBe(3)
  })

  it('case 6: a record without serverType and an admin client are never announced', async () => {
    const server = await join('a-1')
    using invisible = await RawMonitor.connect(port(), TOKEN, 'raw-1')
    await invisible.register({ info: { id: 'raw-1', host: '127.0.0.1' } })
    using client = await AdminClient.open(port(), TOKEN)
    await client.request('__console__', { action: 'modules' })
    await join('b-1')
    await until('b-1 is known', () => ids(server).includes('b-1'))
    expect(ids(server)).toEqual(['a-1', 'b-1'])
  })

  it('case 7: a wrong token is refused with a reason and stays out for five seconds (upstream fails)', async () => {
    const honest = await join('a-1')
    await expect(join('b-1', { token: 'guess' })).rejects.toMatchObject({ code: 'AUTH_FAILED' })
    using stranger = await RawMonitor.connect(port(), 'guess', 'b-1')
    expect(await stranger.refusal('register')).toMatchObject({
      code: -1,
      reason: 'AUTH_FAILED',
      msg: expect.stringContaining('another token'),
    })
    await until('it was thrown out', () => !stranger.connected)
    const since = performance.now()
    await until('five seconds have passed', () => performance.now() - since > 5_000)
    expect(ids(honest)).toEqual(['a-1'])
  })

  it('case 8: a reconnect with a wrong token is refused (upstream fails)', async () => {
    const honest = await join('a-1')
    using stranger = await RawMonitor.connect(port(), 'guess', 'b-1')
    expect(await stranger.refusal('reconnect')).toMatchObject({ code: -1, reason: 'AUTH_FAILED' })
    expect(ids(honest)).toEqual(['a-1'])
  })

  it('case 9: a second process with an id in use is refused; its end does not affect the first (upstream fails)', async () => {
    const first = await join('a-1')
    const other = await join('b-1')
    using second = await RawMonitor.connect(port(), TOKEN, 'a-1')
    expect(await second.register()).toMatchObject({ code: -1, reason: 'DUPLICATE_ID' })
    await until('it was thrown out', () => !second.connected)
    await join('c-1')
    await until('c-1 is known', () => ids(other).includes('c-1'))
    expect(other.servers('a')[0]?.instance).toBe(first.instance)
  })

  it('case 10: a request to an absent id gets one error and is not replayed when the id appears (upstream fails)', async () => {
    const heard: unknown[] = []
    const ask = defineModule({
      moduleId: 'ask',
      clientHandler: ({ body }, console) => console.request('late-1', body),
    })
    const hear = defineModule({ moduleId: 'ask', monitorHandler: ({ body }) => heard.push(body) })
    await running.pop()?.stop()
    await startTheMaster({ modules: [ask] })
    using client = await AdminClient.open(port(), TOKEN)
    await expect(client.request('ask', 'too early')).rejects.toMatchObject({ code: 'NO_SUCH_SERVER' })
    await join('late-1', { modules: [hear] })
    await client.request('ask', 'in time')
    expect(heard).toEqual(['in time'])
  })

  it('case 11: a master restart removes no running server, and all are back within five seconds (upstream fails)', async () => {
    const servers = [await join('a-1'), await join('b-1'), await join('c-1')]
    await until('all are known', () => servers.every((server) => ids(server).length === 3))
    const lost: string[] = []
    for (const server of servers)
      server.onServersRemoved((records) => lost.push(...records.map(({ id }) => id)))
    const old = port()
    await running.shift()?.stop()
    await startTheMaster({ port: old, expect: ['a-1', 'b-1', 'c-1'] })
    const since = performance.now()
    using client = await AdminClient.open(old, TOKEN)
    await until('all are registered again', async () => {
      const { servers: registered } = (await client.request('__watchdog__', { action: 'views' })) as {
        servers: object
      }
      return Object.keys(registered).length === 3
    })
    expect(performance.now() - since).toBeLessThan(5_000)
    expect(lost).toEqual([])
  })

  it('case 12: a server waits for its master without a time limit (upstream ends)', async () => {
    const old = port()
    await running.pop()?.stop()
    const waiting = startServer({
      id: 'a-1',
      serverType: 'a',
      token: TOKEN,
      master: { host: '127.0.0.1', port: old },
    })
    let settled = false
    void waiting.finally(() => (settled = true))
    const since = performance.now()
    await until('some dialling failed', () => performance.now() - since > 1_500)
    expect(settled).toBe(false)
    await startTheMaster({ port: old })
    const server = await waiting
    running.push(server)
    expect(ids(server)).toEqual(['a-1'])
  })

  it('case 14: an RPC port in use is reported, and the waiting servers are named (upstream is silent)', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port: inUse } = taken.address() as AddressInfo
    await using cluster = await startCluster(
      chatPlan({ connector: 1, chat: 1 }, { chat: { count: 1, port: inUse } }),
    )
    await until('the failure is reported', () => cluster.cluster.problems.length > 0)
    expect(cluster.cluster.problems).toMatchObject([
      { server: 'chat-1', code: 'PORT_IN_USE', message: expect.stringContaining(String(inUse)) },
    ])
    await until(
      'the others are ready',
      () => cluster.cluster.servers().filter(({ status }) => status === 'ready').length === 3,
    )
    taken.close()
  })

  it('case 16: adding a server of an unknown type fails and starts nothing (upstream starts an orphan)', async () => {
    await using cluster = await startCluster(chatPlan({ connector: 0, chat: 1 }))
    await cluster.converged(2)
    await expect(cluster.cluster.add('chess')).rejects.toMatchObject({ code: 'NO_SUCH_TYPE' })
    expect(cluster.cluster.servers()).toHaveLength(3)
  })

  it('case 18: a server without a port is listed, and calls to it explain why they fail', async () => {
    const caller = await join('a-1')
    await join('gate-1', { port: 'none' })
    await until('it is listed', () => ids(caller).includes('gate-1'))
    await expect(caller.rpc.to('gate-1').any?.thing?.()).rejects.toMatchObject({ code: 'NOT_CALLABLE' })
    await expect(caller.rpc.any('gate').any?.thing?.()).rejects.toMatchObject({ code: 'NOT_CALLABLE' })
  })

  it('case 19: the console lists and stops servers and answers each request exactly once', async () => {
    for (const id of ['a-1', 'a-2', 'b-1']) await join(id)
    using client = await AdminClient.open(port(), TOKEN)
    const listed = async (): Promise<string[]> => {
      const { servers } = (await client.request('__console__', { action: 'list' })) as { servers: object }
      return Object.keys(servers).toSorted()
    }
    expect(await listed()).toEqual(['a-1', 'a-2', 'b-1', 'master-1'])
    await client.request('__console__', { action: 'stop', ids: ['a-2'] })
    await until('a-2 is gone', async () => !(await listed()).includes('a-2'))
    await client.request('__console__', { action: 'stop', ids: ['a-1', 'b-1'] })
    await until('all are gone', async () => (await listed()).length === 1)
    await expect(client.request('__console__', { action: 'stop', ids: ['a-1'] })).rejects.toMatchObject({
      code: 'NO_SUCH_SERVER',
    })
    expect(client.responseCount).toBe(client.requestCount)
  })

  it('case 21: the master listens only on the configured host (upstream listens on all)', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4')
    // Another loopback address stands for "another host" where this machine has no network.
    const elsewhere = outside?.address ?? '127.0.0.2'
    const probe = createServer()
    await new Promise<void>((resolve, reject) =>
      probe.once('error', reject).listen(port(), elsewhere, resolve),
    )
    expect((probe.address() as AddressInfo).port).toBe(port())
    probe.close()
  })
})
