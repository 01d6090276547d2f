// Calls that the launcher's user requests: by the proxies of a server, and on its timeline.
import { describe, expect, it } from 'vitest'
import type { ServiceFactory } from '../../../core/index.ts'
import type { CallTarget, RequestedCall } from '../../../core/protocol/requested-call.ts'
import { MemoryCluster } from '../../support/memory-cluster.ts'
import { until } from '../../support/until.ts'

const room: ServiceFactory = (app) => ({
  where: () => app.id,
  echo: (value: unknown) => value,
  throws: () => {
    throw new Error('the room is full')
  },
  never: () => new Promise(() => undefined),
  large: (length: number) => 'x'.repeat(length),
  circle: () => {
    const value: Record<string, unknown> = {}
    return Object.assign(value, { value })
  },
  tell: (id: string) => app.rpc.to(id).room?.echo?.('told'),
})

async function cluster(chats: number) {
  const memory = new MemoryCluster({ drainTimeoutMs: 20 })
  await memory.startMaster()
  const ids = Array.from({ length: chats }, (_, index) => `chat-${index + 1}`)
  const servers = []
  for (const id of ids) servers.push(await memory.join(id, { services: { room } }))
  const caller = await memory.join('gate-1', { port: 'none' })
  await until('the caller knows all', () => caller.servers('chat').length === chats)
  return { memory, servers, caller: caller.requestedCalls, stop: () => memory[Symbol.asyncDispose]() }
}

const to = (id: string): CallTarget => ({ kind: 'server', id })
const call = (target: CallTarget, method: string, ...args: unknown[]): RequestedCall => ({
  service: 'room',
  method,
  args,
  target,
  timeoutMs: 2_000,
})

describe('a requested call', () => {
  it('can be of any method that the proxies list, by type and service', async () => {
    const { caller, stop } = await cluster(2)
    expect(caller.list()).toEqual([
      {
        serverType: 'chat',
        service: 'room',
        methods: ['where', 'echo', 'throws', 'never', 'large', 'circle', 'tell'],
        servers: ['chat-1', 'chat-2'],
      },
    ])
    await stop()
  })

  it('is answered with a value as JSON and the time that it took', async () => {
    const { caller, stop } = await cluster(1)
    const { answers } = await caller.call(call(to('chat-1'), 'echo', { deep: [1, null] }))
    const json = '{"deep":[1,null]}'
    expect(answers).toEqual([
      {
        server: 'chat-1',
        roundTrip: expect.any(Number),
        value: { json, bytes: json.length, isTruncated: false },
        error: null,
      },
    ])
    expect(answers[0]?.roundTrip).toBeGreaterThan(0)
    await stop()
  })

  it.each([
    ['throws', 'RPC_FAILED', 'the room is full'],
    ['circle', 'RPC_FAILED', 'cannot be sent as JSON'],
    ['absent', 'NO_SUCH_METHOD', 'chat-1 has no room.absent'],
  ])('of %s is answered with %s', async (method, code, message) => {
    const { caller, stop } = await cluster(1)
    const { answers } = await caller.call(call(to('chat-1'), method))
    expect(answers).toMatchObject([
      { value: null, error: { code, message: expect.stringContaining(message) } },
    ])
    await stop()
  })

  it.each([
    [to('chat-9'), 'NO_SUCH_SERVER'],
    [to('master-1'), 'NO_SUCH_SERVER'],
    [{ kind: 'all', serverType: 'cat' } as const, 'NO_SUCH_SERVER'],
    [{ kind: 'route', serverType: 'gate', key: 'a' } as const, 'NOT_CALLABLE'],
  ])('to %o, which cannot be called, is answered with %s', async (target, code) => {
    const { caller, stop } = await cluster(1)
    const { answers } = await caller.call(call(target, 'where'))
    expect(answers).toMatchObject([{ value: null, error: { code } }])
    await stop()
  })

  it('ends with its own timeout, not with that of the protocol', async () => {
    const { caller, stop } = await cluster(1)
    const { answers } = await caller.call({ ...call(to('chat-1'), 'never'), timeoutMs: 20 })
    expect(answers).toMatchObject([
      { error: { code: 'RPC_TIMEOUT', message: expect.stringContaining('20 ms') } },
    ])
    await stop()
  })

  it('that a server leaves without an answer fails with PEER_LOST', async () => {
    const { memory, servers, caller, stop } = await cluster(1)
    const result = caller.call(call(to('chat-1'), 'never'))
    await until('it was sent', () =>
      memory.recordsOf('gate-1').some((record) => record.t === 'sent' && record.link === 'rpc'),
    )
    await servers[0]?.stop()
    expect((await result).answers).toMatchObject([{ error: { code: 'PEER_LOST' } }])
    await stop()
  })

  it('with a key goes to the same server as a call of user code with that key', async () => {
    const { memory, caller, stop } = await cluster(5)
    const other = await memory.join('gate-2', { port: 'none' })
    await until('it knows all', () => other.servers('chat').length === 5)
    for (const key of ['a', 'b', 'c', 'lobby']) {
      const { answers } = await caller.call(call({ kind: 'route', serverType: 'chat', key }, 'where'))
      expect(answers[0]?.value?.json).toBe(JSON.stringify(await other.rpc.route('chat', key).room?.where?.()))
    }
    await stop()
  })

  it('to all is answered by each, also by 30 with large values: each is cut to its share', async () => {
    const { caller, stop } = await cluster(30)
    const all = { kind: 'all', serverType: 'chat' } as const
    const { answers } = await caller.call(call(all, 'where'))
    expect(answers.map(({ server, value }) => `${server} ${value?.json}`).sort()).toEqual(
      answers.map(({ server }) => `${server} "${server}"`).sort(),
    )
    expect(answers).toHaveLength(30)
    const large = await caller.call(call(all, 'large', 100_000))
    for (const { value } of large.answers) {
      expect(value).toMatchObject({ bytes: 100_002, isTruncated: true })
      expect(value?.json.length).toBeLessThan(20_000)
    }
    await stop()
  })

  it('is a step of its server, whose effects are its packets and what the callee did', async () => {
    const { memory, caller, stop } = await cluster(2)
    const { event, answers } = await caller.call(call(to('chat-1'), 'tell', 'chat-2'))
    expect(answers[0]?.value?.json).toBe('"told"')
    const step = memory
      .recordsOf('gate-1')
      .find((record) => record.t === 'step' && record.step === 'callRequested')
    expect(step).toMatchObject({ id: event, about: 'chat-1' })
    const request = memory.recordsOf('gate-1').find((record) => record.t === 'sent' && record.link === 'rpc')
    expect(request).toMatchObject({ causes: [event] })
    const onward = memory
      .recordsOf('chat-1')
      .find(
        (record) =>
          record.t === 'sent' && record.link === 'rpc' && JSON.stringify(record.body).includes('echo'),
      )
    expect(onward).toHaveProperty('causes', [expect.any(String)])
    await stop()
  })
})
