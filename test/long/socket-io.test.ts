// Unmodified Socket.IO clusters over each of the three adapters: they converge, survive what is done to them, and the
// recording says which node did not answer.
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ParsedTimeline } from '../../src-main/timeline/index.ts'
import { findTools } from '../support/debian-tools.ts'
import { expectAllSteps, findingsOf, ForeignCluster, missingSteps } from '../support/foreign-cluster.ts'

const SOURCE = join(import.meta.dirname, '..', 'fixtures', 'socket-io')
const PACKAGES = [
  '@socket.io/cluster-adapter@0.3.0',
  '@socket.io/redis-adapter@8.3.0',
  '@socket.io/redis-streams-adapter@0.3.1',
  'ioredis@5.8.0',
  'redis@4.7.1',
  'socket.io@4.8.1',
  'socket.io-adapter@2.5.9',
  'socket.io-client@4.8.1',
]
const PORT = 26_100
const NODES = ['node-1', 'node-2', 'node-3']

beforeAll(() => findTools(['redis-server']), 240_000)

/** A Redis and three nodes; the network is the test's own, so any port is free. */
function redisPlan(adapter: string, client: string) {
  return {
    name: `socket-io-${adapter}`,
    servers: {
      redis: {
        command: ['redis-server', '--port', '$PORT', '--bind', '127.0.0.1', '--save', ''],
        ready: { tcp: {} },
      },
      node: {
        count: 3,
        command: ['node', 'node.mjs'],
        adapter: 'socket.io-redis',
        port: PORT,
        dependsOn: ['redis'],
        env: {
          ADAPTER: adapter,
          CLIENT: client,
          NAME: 'node $PORT',
          PORT: '$PORT',
          REDIS_PORT: '${redis.port}',
        },
      },
    },
  }
}

const WORKERS_PLAN = {
  name: 'socket-io-workers',
  servers: {
    chat: { command: ['node', 'workers.cjs'], adapter: 'socket.io', port: PORT, env: { PORT: '$PORT' } },
  },
}

const WORKERS = ['chat-1.w1', 'chat-1.w2', 'chat-1.w3']
const ANSWERED_STEPS = ['The other nodes answer with a heartbeat', 'The node adds them to its list']

const url = (port: number): string => `http://127.0.0.1:${port}`

function create(plan: object): Promise<ForeignCluster> {
  const files = { 'package.json': { private: true }, 'grove.json': plan }
  return ForeignCluster.create({ copy: SOURCE, files, packages: PACKAGES })
}

/** The project's own test. */
async function clientTest(cluster: ForeignCluster, ports: number[]): Promise<void> {
  expect(await cluster.node(['client-test.mjs'], { URLS: ports.map(url).join(' ') })).toContain('passed')
}

/** A client's question to one node; returns what it is told. */
function ask(cluster: ForeignCluster, port: number, event: string): Promise<string> {
  return cluster.node(['ask.mjs'], { URL: url(port), EVENT: event })
}

function textsOf(timeline: ParsedTimeline): string[] {
  return findingsOf(timeline).map(({ rule, message }) => `${rule}: ${message}`)
}

/** Returns the path of causes from a packet of this name back to the first one. */
function causeOf({ events }: ParsedTimeline, name: string): string[] {
  const packets = new Map(events.flatMap((event) => (event.t === 'packet' ? [[event.id, event]] : [])))
  const path: string[] = []
  let packet = [...packets.values()].find((one) => one.name === name)
  while (packet) {
    path.unshift(packet.name)
    packet = packet.causes?.map((id) => packets.get(id)).find(Boolean)
  }
  return path
}

/** Not judged: whether its first heartbeat was answered, which the recording does not always show. */
function expectWorkersJoin(timeline: ParsedTimeline, workers: readonly string[]): void {
  for (const worker of workers) {
    const missing = missingSteps(timeline, worker).filter((title) => !ANSWERED_STEPS.includes(title))
    expect(missing, `steps of ${worker}`).toEqual([])
  }
}

describe.each([
  { adapter: 'redis', client: 'redis' },
  { adapter: 'redis', client: 'ioredis' },
  { adapter: 'sharded', client: 'redis' },
  { adapter: 'streams', client: 'ioredis' },
])('$adapter adapter with $client', ({ adapter, client }) => {
  it('joins, talks, loses nodes and converges again', async () => {
    await using cluster = await create(redisPlan(adapter, client))
    const first = await cluster.startOnce()
    expect(first.footer).toMatchObject({ servers: 3 })
    expectAllSteps(first, NODES)

    await cluster.start()
    await clientTest(cluster, [PORT, PORT + 1])
    await cluster.run('kill', 'node-2')
    await cluster.run('restart', 'node-2')
    await cluster.converged()
    await cluster.run('restart', 'node-1')
    await cluster.converged()
    expect(await ask(cluster, PORT, 'who')).toBe('[]')

    await cluster.run('pause', 'node-3')
    expect(await ask(cluster, PORT, 'who')).toMatch(/timeout reached/)
    await cluster.run('resume', 'node-3')
    await cluster.converged()

    await cluster.run('fault', 'node-2', 'cut', '--link', 'control')
    await cluster.run('fault', 'node-2', '--heal')
    await cluster.converged()
    await cluster.run('scale', 'node=4')
    await cluster.converged()
    await cluster.run('scale', 'node=3')
    await cluster.converged()
    await clientTest(cluster, [PORT, PORT + 2])

    const timeline = await cluster.stop()
    expectAllSteps(timeline, [...NODES, 'node-4'])
    expect(textsOf(timeline)).toEqual([
      expect.stringMatching(
        /^answered-by-all: node-1 asked 2 for FETCH_SOCKETS .* from node-3 \(was paused\)$/,
      ),
    ])
    expect(causeOf(timeline, 'FETCH_SOCKETS_RESPONSE')).toEqual([
      'who',
      'FETCH_SOCKETS',
      'FETCH_SOCKETS_RESPONSE',
    ])
  }, 90_000)
})

it('joins workers of node:cluster, which come and go in one program', async () => {
  await using cluster = await create(WORKERS_PLAN)
  const first = await cluster.startOnce()
  expectWorkersJoin(first, WORKERS)

  await cluster.start()
  await clientTest(cluster, [PORT])
  await cluster.run('kill', 'chat-1.w2')
  await cluster.converged()

  await cluster.run('pause', 'chat-1.w3')
  expect(await ask(cluster, PORT, 'who')).toMatch(/timeout reached: missing 1 responses/)
  await cluster.run('resume', 'chat-1.w3')
  await cluster.converged()

  await cluster.run('fault', 'chat-1.w1', 'cut', '--link', 'control')
  await cluster.run('fault', 'chat-1.w1', '--heal')
  await cluster.run('restart', 'chat-1')
  await cluster.converged()
  await clientTest(cluster, [PORT])

  const timeline = await cluster.stop()
  // The fourth replaced the killed one.
  expectWorkersJoin(timeline, [...WORKERS, 'chat-1.w4'])
  expect(textsOf(timeline).filter((text) => text.startsWith('answered-by-all'))).toEqual([
    expect.stringMatching(
      /^answered-by-all: chat-1\.w[14] asked 2 for FETCH_SOCKETS .* from chat-1\.w3 \(was paused\)$/,
    ),
  ])
  expect(causeOf(timeline, 'FETCH_SOCKETS_RESPONSE')).toEqual([
    'who',
    'FETCH_SOCKETS',
    'FETCH_SOCKETS_RESPONSE',
  ])
}, 120_000)
