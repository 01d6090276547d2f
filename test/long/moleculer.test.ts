// Moleculer 0.14 and 0.15 from npm, over TCP and over Redis: a cluster is started, broken and healed while a real
// client talks through it.
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { PacketEvent, ParsedTimeline, StepEvent } from '../../src-main/timeline/index.ts'
import { findTools } from '../support/debian-tools.ts'
import { expectAllSteps, findingsOf, ForeignCluster } from '../support/foreign-cluster.ts'

const SAMPLE = join(import.meta.dirname, '..', '..', 'src-main', 'samples', 'moleculer')
const RUNNER = 'node node_modules/moleculer/bin/moleculer-runner.js'
const TOOLS = ['ioredis@5.4.1', 'tsx@4.19.2']
const LINES = {
  '0.14': ['moleculer@0.14.36', 'moleculer-web@0.10.8', ...TOOLS],
  '0.15': ['moleculer@0.15.2', 'moleculer-web@0.11.0', ...TOOLS],
} as const
type Line = keyof typeof LINES
type Transporter = 'TCP' | 'Redis'

const MEMBERS = ['gateway-1', 'catalog-1', 'catalog-2', 'orders-1', 'mail-1']
/** Takes part in the cluster, and stops its event loop for as long as it is asked to. */
const SLEEPER = `
module.exports = {
  name: 'sleeper',
  actions: {
    block({ params }) {
      const end = Date.now() + Number(params.milliseconds)
      while (Date.now() < end);
    },
  },
}`
/** Two brokers in one process, from an ES module. */
const TWO_BROKERS = `
import { createRequire } from 'node:module'
import { ServiceBroker } from 'moleculer'
const config = createRequire(import.meta.url)('./moleculer.config.js')
for (const name of ['left', 'right']) {
  const broker = new ServiceBroker({ ...structuredClone(config), nodeID: name })
  broker.createService({ name, actions: { side: () => name } })
  await broker.start()
}`
const TYPED = `
import { ServiceBroker, type Context } from 'moleculer'
import config from './moleculer.config.js'
const broker: ServiceBroker = new ServiceBroker(config)
broker.createService({ name: 'typed', actions: { echo: ({ params }: Context<{ text: string }>) => params.text } })
void broker.start()`

beforeAll(() => findTools(['redis-server']))

/** Returns a plan of these nodes; over Redis, they wait for its server. */
function plan(transporter: Transporter, nodes: Record<string, Record<string, unknown>>, tap = true): object {
  const overRedis = { env: { TRANSPORTER: 'redis://${redis.address}' }, dependsOn: ['redis'] }
  const servers: Record<string, unknown> = {}
  if (transporter === 'Redis') {
    const command = ['redis-server', '--port', '$PORT', '--bind', '127.0.0.1', '--save', '']
    servers['redis'] = { command, ready: { tcp: {} } }
  }
  for (const [type, node] of Object.entries(nodes)) {
    const given = transporter === 'Redis' ? overRedis : { env: {} }
    const env = Object.assign({}, given.env, node['env'])
    servers[type] = Object.assign({ port: 'none', adapter: 'moleculer', tap }, given, node, { env })
  }
  return { name: 'shop', servers }
}

function shop(line: Line, transporter: Transporter, tap = true): Promise<ForeignCluster> {
  const service = (name: string): string => `${RUNNER} services/${name}.service.js`
  const ready = { http: { path: '/products' } }
  const nodes = {
    gateway: { port: 'auto', command: service('gateway'), env: { PORT: '$PORT' }, ready },
    catalog: { count: 2, command: service('catalog') },
    orders: { command: service('orders') },
    mail: { command: service('mail') },
  }
  const files = { 'grove.json': plan(transporter, nodes, tap) }
  return ForeignCluster.create({ copy: SAMPLE, files, packages: [...LINES[line]] })
}

async function order(cluster: ForeignCluster): Promise<void> {
  const said = await cluster.node(['client.js', `http://127.0.0.1:${await cluster.portOf('gateway-1')}`])
  expect(said).toBe('3 orders, and a mail for each\n')
}

function callOf(timeline: ParsedTimeline, method: string, cause?: string): PacketEvent {
  const found = timeline.events.find(
    (event): event is PacketEvent =>
      event.t === 'packet' &&
      event.calls?.[0]?.method === method &&
      (cause === undefined || event.causes?.includes(cause) === true),
  )
  if (!found) throw new Error(`nobody called ${method}`)
  return found
}

/** A request of the client leads to a call, which leads to another one, each later than its cause. */
function expectRequestCausesCalls(timeline: ParsedTimeline): void {
  const request = timeline.events.find(
    (event): event is StepEvent => event.t === 'step' && event.about === 'POST /orders',
  )
  expect(request).toMatchObject({ process: 'gateway-1', step: 'httpRequest' })
  const create = callOf(timeline, 'orders.create', request?.id)
  expect(create).toMatchObject({ from: 'gateway-1', to: 'orders-1', name: 'REQ', link: 'rpc' })
  const price = callOf(timeline, 'catalog.price', create.id)
  expect(price).toMatchObject({ from: 'orders-1', name: 'REQ' })
  const answer = timeline.events.find(
    (event) => event.t === 'packet' && event.calls?.[0]?.answers === create.id,
  ) as PacketEvent
  expect(answer).toMatchObject({ from: 'orders-1', to: 'gateway-1', name: 'RES' })
  const times = [
    request?.at,
    create.sent,
    create.received,
    price.sent,
    price.received,
    answer.sent,
    answer.received,
  ]
  expect(times).toEqual(times.toSorted((one, other) => Number(one) - Number(other)))
  expect(times).not.toContain(null)
}

test.each([
  ['0.14', 'TCP'],
  ['0.14', 'Redis'],
  ['0.15', 'TCP'],
  ['0.15', 'Redis'],
] as const)(
  '%s over %s: every node joins by all steps, and nothing is left running',
  async (line, transporter) => {
    await using cluster = await shop(line, transporter)
    const timeline = await cluster.startOnce()
    expect(timeline.header.dialect).toMatchObject({ name: 'moleculer', hasMaster: false })
    expectAllSteps(timeline, MEMBERS)
    expect(findingsOf(timeline)).toEqual([])
  },
)

test.each([
  ['0.14', 'TCP'],
  ['0.15', 'Redis'],
] as const)(
  '%s over %s: converges again after each disturbance, while a client orders',
  async (line, transporter) => {
    await using cluster = await shop(line, transporter)
    await cluster.start()
    await order(cluster)
    await cluster.run('kill', 'catalog-1')
    await cluster.converged()
    await cluster.run('restart', 'catalog-1')
    await cluster.converged()
    await cluster.run('pause', 'catalog-2')
    await cluster.run('resume', 'catalog-2')
    await cluster.converged()
    for (const fault of ['cut', 'hang']) {
      await cluster.run('fault', 'orders-1', fault, '--link', 'control')
      await cluster.run('fault', 'orders-1', '--heal')
      await cluster.converged()
    }
    await cluster.run('fault', 'mail-1', 'delay', '--link', 'rpc', '--ms', '100')
    await order(cluster)
    await cluster.run('fault', 'mail-1', '--heal')
    await cluster.run('scale', 'catalog=4')
    await cluster.converged()
    await cluster.run('scale', 'catalog=1')
    await cluster.converged()
    await order(cluster)
    const timeline = await cluster.stop()
    expectRequestCausesCalls(timeline)
    expectAllSteps(timeline, MEMBERS)
    // All of these are explained in docs/clusters/moleculer.md.
    const rules = new Set(findingsOf(timeline).map(({ rule }) => rule))
    expect(['converges-in-time', 'node-lost-while-alive', 'views-agree-when-idle']).toEqual(
      expect.arrayContaining([...rules]),
    )
  },
)

test.each(['0.14', '0.15'] as const)('%s: the client is served without the hook too', async (line) => {
  await using cluster = await shop(line, 'TCP', false)
  await cluster.run('up', '-d', '--record', 'timeline.ndjson')
  await order(cluster)
  const timeline = await cluster.stop()
  expect(timeline.events.filter(({ t }) => t === 'state' || t === 'packet' || t === 'view')).toEqual([])
})

test('ES modules, TypeScript and several brokers in one process join too', async () => {
  const nodes = {
    two: { command: 'node two.mjs' },
    typed: { command: 'node_modules/.bin/tsx typed.ts' },
    catalog: { command: `${RUNNER} services/catalog.service.js` },
  }
  const files = { 'two.mjs': TWO_BROKERS, 'typed.ts': TYPED, 'grove.json': plan('TCP', nodes) }
  await using cluster = await ForeignCluster.create({ copy: SAMPLE, files, packages: [...LINES['0.14']] })
  const timeline = await cluster.startOnce()
  expectAllSteps(timeline, ['two-1', 'two-1.2', 'typed-1', 'catalog-1'])
})

test('a node whose event loop hangs is lost while it is alive', async () => {
  const nodes = {
    gateway: { port: 'auto', command: `${RUNNER} services/gateway.service.js`, env: { PORT: '$PORT' } },
    sleeper: { command: `${RUNNER} services/sleeper.service.js` },
  }
  const gateway = `
const ApiGateway = require('moleculer-web')
const settings = { ip: '127.0.0.1', port: Number(process.env.PORT), routes: [{ aliases: { 'GET /block': 'sleeper.block' } }] }
module.exports = { name: 'gateway', mixins: [ApiGateway], settings }`
  const block = `
const call = async (milliseconds) => (await fetch(process.argv[2] + '/block?milliseconds=' + milliseconds)).status
const main = async () => {
  await call(12_000)
  while ((await call(0)) !== 200) await new Promise((resolve) => setTimeout(resolve, 200))
}
void main()`
  const files = {
    'services/sleeper.service.js': SLEEPER,
    'services/gateway.service.js': gateway,
    'block.js': block,
    'grove.json': plan('Redis', nodes),
  }
  await using cluster = await ForeignCluster.create({ copy: SAMPLE, files, packages: [...LINES['0.14']] })
  await cluster.start()
  await cluster.node(['block.js', `http://127.0.0.1:${await cluster.portOf('gateway-1')}`])
  await cluster.converged()
  const timeline = await cluster.stop()
  expect(findingsOf(timeline)).toContainEqual(
    expect.objectContaining({
      rule: 'node-lost-while-alive',
      message: expect.stringContaining('gateway-1 dropped sleeper-1'),
    }),
  )
})
