// Faults of one pair in a cluster of twenty real processes: exactly the links between the two fail, both ways.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LinkFault } from '../../core/protocol/record.ts'
import { ClusterState, whoKnowsWhom } from '../../src-main/timeline/index.ts'
import { writeCallerProject } from '../support/chaos-project.ts'
import { startCluster, type RunningCluster } from '../support/cluster.ts'
import { temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

const SERVERS = 20
const [ONE, OTHER] = ['worker-3', 'worker-7']
/** All those that call and are called. */
const ASKED = [ONE, OTHER, 'worker-1', 'worker-12', 'worker-20']
const CALL_TIMEOUT_MS = 2_000

let running: RunningCluster
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
  // They call nobody by themselves.
  const plan = await writeCallerProject(folder.path, SERVERS, 3_600_000)
  const parameters = { dialTimeoutMs: 1_000, heartbeatIntervalMs: 1_000, heartbeatTimeoutMs: 2_000 }
  running = await startCluster(plan, { directory: folder.path, parameters })
  await running.converged(SERVERS)
})
afterAll(async () => {
  await running[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function inject(fault: LinkFault | null, peer: string | undefined = OTHER): void {
  running.cluster.injectFault(ONE, { link: 'rpc', fault, peer })
}

/** Calls one server from another; returns `ok` or the code of the error. */
async function call(from: string, to: string, timeoutMs = CALL_TIMEOUT_MS): Promise<string> {
  const { answers } = await running.cluster.call(from, {
    service: 'work',
    method: 'echo',
    args: ['hello'],
    target: { kind: 'server', id: to },
    timeoutMs,
  })
  const [answer] = answers
  if (!answer) throw new Error(`nobody answered ${from}`)
  return answer.error?.code ?? 'ok'
}

/** Calls between all that are asked; returns those that failed, as `worker-3 → worker-7: PEER_LOST`. */
async function failures(): Promise<string[]> {
  const pairs = ASKED.flatMap((from) => ASKED.filter((to) => to !== from).map((to) => ({ from, to })))
  const results = await Promise.all(
    pairs.map(async ({ from, to }) => ({ text: `${from} → ${to}`, result: await call(from, to) })),
  )
  return results.flatMap(({ text, result }) => (result === 'ok' ? [] : `${text}: ${result}`)).toSorted()
}

function both(code: string): string[] {
  return [`${ONE} → ${OTHER}: ${code}`, `${OTHER} → ${ONE}: ${code}`]
}

/** Waits until the fault that was injected last acts in the process, then heals and waits until all calls pass. */
async function healed(peer?: string): Promise<void> {
  inject(null, peer)
  await until('all calls pass', async () => (await failures()).length === 0)
}

function stateNow(): ClusterState {
  const state = new ClusterState(running.header.dialect)
  for (const event of running.events) state.apply(event)
  return state
}

test('nobody fails before', async () => {
  expect(await failures()).toEqual([])
})

test('a cut pair fails at once, both ways; every other call passes, and all stay members', async () => {
  inject({ kind: 'cut' })
  await until('both directions fail', async () => (await failures()).length === 2)
  expect(await failures()).toEqual(both('PEER_LOST'))
  expect(running.cluster.recorder.convergence.converged).toBe(true)
  expect(running.cluster.servers().find(({ id }) => id === ONE)?.faults).toEqual([
    { link: 'rpc', peer: OTHER, fault: { kind: 'cut' } },
  ])
  const state = stateNow()
  const matrix = whoKnowsWhom(state)
  expect(matrix.why(ONE, OTHER, 0)).toContain('the link is cut by you')
  expect(matrix.why(OTHER, ONE, 0)).toContain('the link is cut by you')
  expect(matrix.why(ONE, 'worker-1', 0)).toBe(`${ONE} can call worker-1: it has proxies for work.`)
  await healed()
})

test('a delayed pair takes as long as the delay, both ways; others do not', async () => {
  const took = async (from: string, to: string): Promise<number> => {
    const began = performance.now()
    expect(await call(from, to)).toBe('ok')
    return performance.now() - began
  }
  inject({ kind: 'delay', ms: 300 })
  await until('it acts', async () => (await took(ONE, OTHER)) > 590)
  expect(await took(OTHER, ONE)).toBeGreaterThan(590)
  expect(await took(ONE, 'worker-1')).toBeLessThan(500)
  expect(await took('worker-1', OTHER)).toBeLessThan(500)
  await healed()
})

test('a pair with a fault of one direction meets it once per call, whoever calls', async () => {
  const took = async (from: string, to: string): Promise<number> => {
    const began = performance.now()
    expect(await call(from, to)).toBe('ok')
    return performance.now() - began
  }
  inject({ kind: 'delay', ms: 600, direction: 'sending' })
  await until('it acts', async () => (await took(ONE, OTHER)) > 590)
  for (const [from, to] of [
    [ONE, OTHER],
    [OTHER, ONE],
  ] as const) {
    const time = await took(from, to)
    expect(time).toBeGreaterThan(590)
    expect(time, 'one way only').toBeLessThan(1_190)
  }
  expect(whoKnowsWhom(stateNow()).why(OTHER, ONE, 0)).toContain(
    `the link from ${ONE} to ${OTHER} is delayed by 600 ms by you`,
  )
  inject({ kind: 'drop', rate: 1, direction: 'receiving' })
  await until('calls get no answer', async () => (await failures()).length === 2)
  expect(await failures()).toEqual(both('RPC_TIMEOUT'))
  const dropped = running.events.filter((event) => event.t === 'packet' && event.dropped === true)
  expect(dropped.at(-1)).toMatchObject({ from: OTHER, to: ONE })
  await healed()
})

test.each([{ kind: 'drop', rate: 1 } as const, { kind: 'hang' } as const])(
  'calls of a pair with $kind get no answer, both ways; every other call passes',
  async (fault) => {
    inject(fault)
    await until('both directions fail', async () => (await failures()).length === 2)
    // A hanging link is lost once its heartbeats time out.
    const without = (await failures()).map((text) => text.replace('PEER_LOST', 'RPC_TIMEOUT'))
    expect(without).toEqual(both('RPC_TIMEOUT'))
    await healed()
  },
)

test('a cut pair stays cut when the peer is killed and started again, and ends with its own process', async () => {
  inject({ kind: 'cut' })
  await until('both directions fail', async () => (await failures()).length === 2)
  await running.cluster.act(OTHER, 'kill')
  await running.cluster.act(OTHER, 'spawn')
  await running.converged(SERVERS)
  expect(await failures()).toEqual(both('PEER_LOST'))
  await running.cluster.act(ONE, 'restart')
  await running.converged(SERVERS)
  expect(running.cluster.servers().find(({ id }) => id === ONE)?.faults).toEqual([])
  expect(await failures()).toEqual([])
})

test('healing the pair keeps the fault of all links, and the other way round', async () => {
  inject({ kind: 'cut' })
  running.cluster.injectFault(ONE, { link: 'rpc', fault: { kind: 'delay', ms: 20 } })
  await until('both directions fail', async () => (await failures()).length === 2)
  running.cluster.injectFault(ONE, { link: 'rpc', fault: null })
  expect(await failures()).toEqual(both('PEER_LOST'))
  running.cluster.injectFault(ONE, { link: 'rpc', fault: { kind: 'cut' } })
  await until('all of its calls fail', async () => (await failures()).length === 8)
  inject(null)
  expect((await failures()).length).toBe(8)
  running.cluster.injectFault(ONE, { link: 'rpc', fault: null })
  await until('all calls pass', async () => (await failures()).length === 0)
})

test('the master drops exactly the server whose control link it has cut, and takes it back', async () => {
  running.cluster.injectFault('master-1', { link: 'control', fault: { kind: 'cut' }, peer: OTHER })
  await until('it is dropped', () => stateNow().registry?.servers.has(OTHER) === false)
  expect(stateNow().registry?.servers.size).toBe(SERVERS - 1)
  running.cluster.injectFault('master-1', { link: 'control', fault: null, peer: OTHER })
  await running.converged(SERVERS)
})
