// Calls through proxies (§8), over the memory transport.
import { describe, expect, it } from 'vitest'
import { ClusterError, currentTrace, type ServiceFactory, type Span } from '../../../core/index.ts'
import { MemoryCluster } from '../../support/memory-cluster.ts'
import { until } from '../../support/until.ts'

const room: ServiceFactory = (app) => ({
  where: () => app.id,
  echo: (value: unknown) => value,
  nothing: () => undefined,
  throws: () => {
    throw Object.assign(new Error('the room is full'), { data: { seats: 0 } })
  },
  never: () => new Promise(() => undefined),
  circle: () => {
    const value: Record<string, unknown> = {}
    return Object.assign(value, { value })
  },
  _inner: () => 'secret',
})

async function pair(cluster: MemoryCluster) {
  await cluster.startMaster()
  const chat = await cluster.join('chat-1', { services: { room } })
  const caller = await cluster.join('gate-1', { port: 'none' })
  await until('the caller knows chat-1', () => caller.servers('chat').length === 1)
  return { chat, caller, remote: caller.rpc.to('chat-1').room ?? {} }
}

describe('a call', () => {
  it('returns what the method returns, as JSON', async () => {
    await using cluster = new MemoryCluster()
    const { remote } = await pair(cluster)
    expect(await remote.echo?.({ deep: [1, 'zwei', null] })).toEqual({ deep: [1, 'zwei', null] })
    expect(await remote.nothing?.()).toBeNull()
  })

  it('is sent in one packet with the other calls of its event-loop turn, and so are the answers', async () => {
    await using cluster = new MemoryCluster()
    const { remote } = await pair(cluster)
    await Promise.all([remote.echo?.(1), remote.echo?.(2), remote.echo?.(3)])
    const packets = cluster
      .recordsOf('gate-1')
      .filter((record) => 'link' in record && record.link === 'rpc' && record.t !== 'link')
    expect(
      packets.map((record) => [record.t, 'body' in record && (record.body as unknown[]).length]),
    ).toEqual([
      ['sent', 3],
      ['received', 3],
    ])
  })

  it.each([
    ['to an unknown server', 'nobody-1', 'where', 'NO_SUCH_SERVER'],
    ['to a server without a port', 'gate-1', 'where', 'NOT_CALLABLE'],
    ['of an unknown method', 'chat-1', 'fly', 'NO_SUCH_METHOD'],
    ['of a method that is its own', 'chat-1', '_inner', 'NO_SUCH_METHOD'],
    ['of an inherited name', 'chat-1', 'constructor', 'NO_SUCH_METHOD'],
    ['whose result is no JSON', 'chat-1', 'circle', 'RPC_FAILED'],
  ])('%s fails with its code', async (_, target, method, code) => {
    await using cluster = new MemoryCluster()
    const { caller } = await pair(cluster)
    await expect(caller.rpc.to(target).room?.[method]?.()).rejects.toMatchObject({ code })
  })

  it('to a method that throws fails with its message and data, without its stack', async () => {
    await using cluster = new MemoryCluster()
    const { remote } = await pair(cluster)
    const error = await remote.throws?.().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ClusterError)
    expect(error).toMatchObject({
      code: 'RPC_FAILED',
      message: 'the room is full',
      data: { seats: 0 },
      retryable: false,
    })
    expect(JSON.stringify(cluster.recordsOf('chat-1'))).not.toContain('at throws')
  })

  it('without an answer in time fails with RPC_TIMEOUT', async () => {
    await using cluster = new MemoryCluster({ callTimeoutMs: 20, drainTimeoutMs: 1 })
    const { remote } = await pair(cluster)
    await expect(remote.never?.()).rejects.toMatchObject({
      code: 'RPC_TIMEOUT',
      message: expect.stringContaining('room.never'),
    })
  })

  it('fails with PEER_LOST when its server stops', async () => {
    await using cluster = new MemoryCluster({ drainTimeoutMs: 1 })
    const { remote, chat } = await pair(cluster)
    const failure = remote.never?.().catch((error: unknown) => error)
    await until('it runs', () => JSON.stringify(cluster.recordsOf('chat-1')).includes('"never"'))
    await chat.stop()
    expect(await failure).toMatchObject({ code: 'PEER_LOST' })
  })

  it('that is too large fails without affecting others', async () => {
    await using cluster = new MemoryCluster({ maxBytes: 5_000 })
    const { remote } = await pair(cluster)
    const [large, small] = await Promise.allSettled([
      remote.echo?.('x'.repeat(6_000)),
      remote.echo?.('small'),
    ])
    expect(large).toMatchObject({ status: 'rejected', reason: { code: 'TOO_LARGE' } })
    expect(small).toMatchObject({ status: 'fulfilled', value: 'small' })
  })

  it('fails with OVERLOADED when too many are pending', async () => {
    await using cluster = new MemoryCluster({ maxPendingCalls: 2, drainTimeoutMs: 1 })
    const { remote } = await pair(cluster)
    remote.never?.().catch(() => undefined)
    remote.never?.().catch(() => undefined)
    await expect(remote.echo?.(1)).rejects.toMatchObject({ code: 'OVERLOADED', retryable: true })
  })
})

describe('choosing a server', () => {
  it('any takes turns, route uses the key, all calls every server', async () => {
    await using cluster = new MemoryCluster()
    const { caller } = await pair(cluster)
    await cluster.join('chat-2', { services: { room } })
    await until('both are known', () => caller.servers('chat').length === 2)
    const turns = [await caller.rpc.any('chat').room?.where?.(), await caller.rpc.any('chat').room?.where?.()]
    expect(turns.toSorted()).toEqual(['chat-1', 'chat-2'])
    const where = async (key: string): Promise<unknown> => caller.rpc.route('chat', key).room?.where?.()
    const routed = await Promise.all(['oak', 'oak', 'oak'].map(where))
    expect(new Set(routed).size).toBe(1)
    const all = await caller.rpc.all('chat').room?.where?.()
    expect(all).toEqual([
      { server: 'chat-1', value: 'chat-1' },
      { server: 'chat-2', value: 'chat-2' },
    ])
  })
})

describe('a trace', () => {
  const traced: ServiceFactory = (app) => ({
    end: () => currentTrace(),
    middle: async () => {
      const mine = currentTrace()
      await Promise.resolve()
      return { mine, next: await app.rpc.to('chat-2').traced?.end?.() }
    },
  })

  it('continues through nested calls; any other call begins a new one', async () => {
    await using cluster = new MemoryCluster()
    await cluster.startMaster()
    await cluster.join('chat-2', { services: { traced } })
    const first = await cluster.join('chat-1', { services: { traced } })
    const caller = await cluster.join('gate-1', { port: 'none' })
    await until('they know each other', () =>
      [caller, first].every((server) => server.servers('chat').length === 2),
    )
    const { traced: remote = {} } = caller.rpc.to('chat-1')
    const call = async () => (await remote.middle?.()) as { mine: Span; next: Span }
    const [one, other] = await Promise.all([call(), call()])
    expect(currentTrace()).toBeUndefined()
    expect(one.mine).toEqual({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    })
    expect(one.next).toMatchObject({ traceId: one.mine.traceId, parentSpanId: one.mine.spanId })
    expect(one.next.spanId).not.toBe(one.mine.spanId)
    expect(other.mine.traceId).not.toBe(one.mine.traceId)
  })
})
