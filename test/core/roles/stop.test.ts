// How servers and masters stop.
import { expect, test } from 'vitest'
import { Deferred } from '../../../core/kit/deferred.ts'
import { idsOf, MemoryCluster } from '../../support/memory-cluster.ts'
import { until } from '../../support/until.ts'

test('a server leaves the list, then finishes running calls, then runs beforeShutdown', async () => {
  await using cluster = new MemoryCluster()
  await cluster.startMaster()
  const caller = await cluster.join('gate-1')
  const entered = new Deferred()
  const release = new Deferred<string>()
  const order: string[] = []
  const chat = await cluster.join('chat-1', {
    services: { room: () => ({ slow: () => (entered.resolve(), release.promise) }) },
    lifecycle: { beforeShutdown: () => void order.push('beforeShutdown') },
  })
  await until('the caller knows it', () => idsOf(caller).includes('chat-1'))
  const call = caller.rpc.to('chat-1').room!.slow!().then((value) => order.push(String(value)))
  await entered.promise

  const stopped = chat.stop()
  await until('the caller no longer lists it', () => !idsOf(caller).includes('chat-1'))
  expect(order).toEqual([])
  await expect(caller.rpc.to('chat-1').room!.slow!()).rejects.toMatchObject({ code: 'NO_SUCH_SERVER' })
  release.resolve('answered')
  await Promise.all([stopped, call])
  expect(order).toEqual(['answered', 'beforeShutdown'])
})

test('in beforeShutdown a server can still call others', async () => {
  await using cluster = new MemoryCluster()
  await cluster.startMaster()
  await cluster.join('chat-1', { services: { room: () => ({ leave: () => 'goodbye' }) } })
  const answers: unknown[] = []
  const gate = await cluster.join('gate-1', {
    lifecycle: {
      beforeShutdown: async (app) => void answers.push(await app.rpc.to('chat-1').room!.leave!()),
    },
  })
  await gate.stop()
  expect(answers).toEqual(['goodbye'])
})

test('beforeShutdown that takes too long does not hold up the stop', async () => {
  await using cluster = new MemoryCluster({ shutdownTimeoutMs: 20 })
  await cluster.startMaster()
  const server = await cluster.join('chat-1', {
    lifecycle: { beforeShutdown: () => new Promise<void>(() => undefined) },
  })
  await expect(server.stop()).resolves.toBeUndefined()
})

test('servers that stop together do not wait for each other', async () => {
  await using cluster = new MemoryCluster({ drainTimeoutMs: 60_000 })
  await cluster.startMaster()
  const services = { room: () => ({ where: () => 'here' }) }
  const [chat, gate] = [
    await cluster.join('chat-1', { services }),
    await cluster.join('gate-1', { services }),
  ]
  await until('they know each other', () => idsOf(chat).length + idsOf(gate).length === 4)
  await Promise.all([chat.rpc.to('gate-1').room!.where!(), gate.rpc.to('chat-1').room!.where!()])
  cluster.master.holdAnnouncements()
  await Promise.all([chat.stop(), gate.stop()])
})

test('a start that is stopped before the first registration rejects', async () => {
  await using cluster = new MemoryCluster()
  await cluster.startMaster()
  const address = { host: '127.0.0.1', port: 1 }
  const server = cluster.server('chat-1', { master: address })
  const started = server.start()
  await until('it dials', () => JSON.stringify(cluster.recordsOf('chat-1')).includes('"connecting"'))
  await server.stop()
  await expect(started).rejects.toMatchObject({ code: 'STOPPED' })
})

test('a start that is stopped while it waits for the address of the master rejects', async () => {
  await using cluster = new MemoryCluster()
  await cluster.startMaster()
  const server = cluster.server('chat-1', { master: new Promise(() => undefined) })
  const started = server.start()
  await server.stop()
  await expect(started).rejects.toMatchObject({ code: 'STOPPED' })
})

test('a start that is stopped during afterStartup rejects', async () => {
  await using cluster = new MemoryCluster()
  await cluster.startMaster()
  const entered = new Deferred()
  const server = cluster.server('chat-1', {
    lifecycle: { afterStartup: () => (entered.resolve(), new Promise<void>(() => undefined)) },
  })
  const started = server.start()
  await entered.promise
  await server.stop()
  await expect(started).rejects.toMatchObject({ code: 'STOPPED' })
})
