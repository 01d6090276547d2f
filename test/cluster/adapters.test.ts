// Programs that an adapter of the user's observes: the example of docs/ADAPTERS.md, as a cluster of real processes.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { timeOf, type PacketEvent } from '../../src-main/timeline/index.ts'
import { startCluster, isAlive, type RunningCluster } from '../support/cluster.ts'
import { grove, temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

const example = join(import.meta.dirname, '..', 'fixtures', 'adapter-example')
const adapter = './bus.adapter.json'
const left = { command: 'node node.cjs $PORT', adapter }

function start(right: object): Promise<RunningCluster> {
  return startCluster({ name: 'bus', servers: { left, right } }, { directory: example })
}

/** Waits until so many members have converged. */
async function converged({ cluster, describe }: RunningCluster, count: number): Promise<void> {
  await until(
    `${count} members have converged`,
    () => cluster.recorder.convergence.converged && cluster.recorder.convergence.total === count,
    { detail: () => describe.call({ cluster }) },
  )
}

const right = { count: 2, command: 'node node.cjs $PORT ${left.port}', adapter, dependsOn: ['left'] }

it('the example converges by the command line; nothing is wrong with it', async () => {
  await using state = await temporaryFolder()
  const file = join(state.path, 'bus.ndjson')
  const env = { GROVE_STATE: state.path }
  const up = await grove(['up', example, '--json', '--exit-when-ready', '--record', file], { env })
  expect(up.code).toBe(0)
  const [header, ...lines] = up.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(header).toMatchObject({ dialect: { name: 'bus', hasMaster: false } })
  expect(lines.at(-1)).toMatchObject({ t: 'footer', converged: true, servers: 3 })
  const check = await grove(['check', file], { env })
  expect(check.stdout).toContain('no findings')
})

it('pairs the packets of both ends, with causes; a killed member comes back', async () => {
  await using running = await start({ ...right, restart: 'always' })
  const { cluster } = running
  await converged(running, 3)
  const call = await until('left-1 answered right-1', () =>
    running.events.find(
      (event): event is PacketEvent =>
        event.t === 'packet' && event.name === 'answer' && event.from === 'left-1' && event.to === 'right-1',
    ),
  )
  expect(call).toMatchObject({ body: { type: 'answer' }, calls: [{ answers: expect.any(String) }] })
  expect(call.sent).toBeLessThan(call.received ?? 0)
  expect(call.causes).toEqual([call.calls?.[0]?.answers])

  const before = running.pidOf('right-1')
  process.kill(before, 'SIGKILL')
  await until('right-1 has a new process', () =>
    cluster.servers().some(({ id, pid, status }) => id === 'right-1' && status === 'ready' && pid !== before),
  )
  await converged(running, 3)
})

it('pauses, cuts and heals members; they converge again', async () => {
  await using running = await start(right)
  const { cluster } = running
  await converged(running, 3)
  cluster.injectFault('right-2', { link: 'rpc', fault: { kind: 'cut' } })
  await until('the others miss right-2', () => !cluster.recorder.convergence.converged)
  cluster.injectFault('right-2', { link: 'rpc', fault: null })
  await converged(running, 3)
  await cluster.act('right-1', 'pause')
  await cluster.act('right-1', 'resume')
  await cluster.scale('right', 3)
  await converged(running, 4)
})

it('opens the debugger of a member, and measures its event loop', async () => {
  await using running = await start(right)
  const { cluster } = running
  await converged(running, 3)
  expect((await cluster.openDebugger('right-1')).url).toMatch(/^ws:\/\/127\.0\.0\.1:/)
  await until('a delay is measured', () => {
    cluster.measureDelays()
    return typeof cluster.delays().get('right-1') === 'number'
  })
})

it('does not observe a program whose tap is off; the others are judged without it', async () => {
  await using running = await start({ ...right, tap: false })
  await until('all are ready', () => running.cluster.servers().every(({ status }) => status === 'ready'))
  await converged(running, 1)
  expect(running.cluster.recorder.convergence.unknown).toEqual(['right-1', 'right-2'])
  expect(running.events.some((event) => event.t === 'state' && event.process !== 'left-1')).toBe(false)
})

it('knows the member that another program starts', async () => {
  const command = ['sh', '-c', 'node node.cjs $0 $1; true', '$PORT', '${left.port}']
  await using running = await start({ ...right, count: 1, command })
  await converged(running, 2)
  expect((await running.cluster.openDebugger('right-1')).url).toMatch(/^ws:/)
})

it('shows workers of node:cluster as members of their own', async () => {
  await using running = await start({
    command: 'node workers.cjs ${left.port}',
    adapter,
    dependsOn: ['left'],
  })
  const { cluster } = running
  await converged(running, 3)
  const worker = cluster.servers().find(({ id }) => id === 'right-1.w1')
  expect(worker).toMatchObject({ parent: 'right-1', status: 'ready', serverType: 'right' })
  expect(cluster.servers().find(({ id }) => id === 'right-1')).toMatchObject({
    status: 'ready',
    role: 'resource',
  })
  await cluster.act('right-1.w1', 'kill')
  await until('the worker has ended', () => !isAlive(worker?.pid ?? 0))
  await until('another worker has joined', () => cluster.servers().some(({ id }) => id === 'right-1.w3'))
  await converged(running, 3)
  await expect(cluster.act('right-1.w3', 'restart')).rejects.toThrow('right-1.w3 was started by right-1')
  const rows = running.events.filter((event) => event.t === 'process' && event.process === 'right-1.w1')
  expect(rows).toMatchObject([
    { event: 'spawned', parent: 'right-1' },
    { event: 'ready' },
    { event: 'exited' },
  ])
  const first = running.events.find((event) => event.t === 'state' && event.process === 'right-1.w1')
  expect(rows[0] && timeOf(rows[0])).toBeLessThanOrEqual(first ? timeOf(first) : -1)
})
