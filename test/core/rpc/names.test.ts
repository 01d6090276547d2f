// Names that every JavaScript object has: as ids, types, services and methods they are legal, or refused with the reason.
import { describe, expect, it } from 'vitest'
import { AdminClient } from '../../support/admin-client.ts'
import { defineModule, startMaster, startServer } from '../../../core/index.ts'
import { Dispatcher } from '../../../core/rpc/dispatcher.ts'
import { idsOf, MemoryCluster } from '../../support/memory-cluster.ts'
import { until } from '../../support/until.ts'

const LEGAL = ['toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf', 'toJSON', 'length']
const REFUSED = ['__proto__', 'constructor', 'prototype']

const echo = () => Object.fromEntries(LEGAL.map((name) => [name, (text: string) => `${name} ${text}`]))

it.each(LEGAL)('a type, a service and a method may be called %s', async (name) => {
  await using cluster = new MemoryCluster()
  await cluster.startMaster()
  const caller = await cluster.join('caller-1', { port: 'none' })
  const callee = await cluster.join(name, { services: { [name]: echo } })
  await until('it is known', () => idsOf(caller).length === 2)
  expect(callee.serverType).toBe(name)
  const call = (remote: unknown): Promise<unknown> =>
    (remote as Record<string, Record<string, (text: string) => Promise<unknown>>>)[name]![name]!('x')
  expect(await call(caller.rpc.any(name))).toBe(`${name} x`)
  expect(await call(caller.rpc.to(name))).toBe(`${name} x`)
  expect(await call(caller.rpc.route(name, name))).toBe(`${name} x`)
  expect(await call(caller.rpc.all(name))).toEqual([{ server: name, value: `${name} x` }])
  await callee.stop()
  await until('it is gone', () => idsOf(caller).length === 1)
})

it.each(LEGAL)('%s is nothing that a server has by itself', async (name) => {
  await using cluster = new MemoryCluster()
  await cluster.startMaster()
  const caller = await cluster.join('caller-1', { port: 'none' })
  await cluster.join('callee-1', { services: { room: () => ({ join: () => 'joined' }) } })
  await until('it is known', () => idsOf(caller).length === 2)
  const { room } = caller.rpc.to('callee-1')
  await expect(room![name]!()).rejects.toMatchObject({ code: 'NO_SUCH_METHOD' })
  await expect(caller.rpc.to('callee-1')[name]!['join']!()).rejects.toMatchObject({ code: 'NO_SUCH_METHOD' })
  await expect(caller.rpc.to(name)['room']!['join']!()).rejects.toMatchObject({ code: 'NO_SUCH_SERVER' })
  await expect(caller.rpc.any(name)['room']!['join']!()).rejects.toMatchObject({ code: 'NO_SUCH_SERVER' })
})

it.each(REFUSED)('the id %s is refused with the reason', async (name) => {
  await using cluster = new MemoryCluster()
  await cluster.startMaster()
  await expect(cluster.join(name)).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining('id must be'),
  })
})

describe('services', () => {
  it.each([...REFUSED, 'then', 'a b', ''])('a service cannot be called %j', async (name) => {
    await using cluster = new MemoryCluster()
    await cluster.startMaster()
    const services = Object.fromEntries([[name, () => ({ join: () => 1 })]])
    await expect(cluster.join('a-1', { services })).rejects.toMatchObject({ code: 'BAD_SERVICE' })
  })

  it('a service may have no prototype', () => {
    const service = Object.assign(Object.create(null) as object, { join: () => 1 })
    expect(new Dispatcher({ room: service }).offer).toEqual({ room: ['join'] })
  })

  it('a dispatcher calls own methods only', async () => {
    const dispatcher = new Dispatcher({ room: { join: () => 1 } })
    for (const method of [...LEGAL, ...REFUSED]) {
      const call = { namespace: 'user', service: 'room', method, args: [] as unknown[] } as const
      await expect(dispatcher.dispatch(call)).rejects.toMatchObject({ code: 'NO_SUCH_METHOD' })
      const other = { namespace: 'user', service: method, method: 'join', args: [] as unknown[] } as const
      await expect(dispatcher.dispatch(other)).rejects.toMatchObject({ code: 'NO_SUCH_METHOD' })
    }
  })
})

it('modules may have such ids, and a request to one that is not there is answered with an error', async () => {
  const token = 'the secret of this test'
  const modules = [defineModule({ moduleId: 'toString', clientHandler: () => ({ here: true }) })]
  await using master = await startMaster({ token, modules })
  await using server = await startServer({
    id: 'valueOf',
    serverType: 'a',
    token,
    master: master.address!,
    port: 'none',
  })
  using client = await AdminClient.open(master.address!.port, token)
  expect(await client.request('toString', {})).toEqual({ here: true })
  for (const moduleId of ['valueOf', '__proto__', 'constructor'])
    await expect(client.request(moduleId, {})).rejects.toMatchObject({ code: 'UNKNOWN_MODULE' })
  const { servers } = (await client.request('__console__', { action: 'list' })) as { servers: object }
  expect(Object.keys(servers)).toContain(server.id)
})
