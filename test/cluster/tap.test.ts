// The tap levels of RPC packets, changed while real processes call each other.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PacketEvent } from '../../src-main/timeline/index.ts'
import { callsOf, writeCallerProject } from '../support/chaos-project.ts'
import { startCluster, type RunningCluster } from '../support/cluster.ts'
import { temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

let running: RunningCluster
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
  const plan = await writeCallerProject(folder.path, 2, 5)
  running = await startCluster(plan, { directory: folder.path })
  await running.converged(2)
})
afterAll(async () => {
  await running[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function rpcSince(at: number): PacketEvent[] {
  return running.events.filter(
    (event): event is PacketEvent => event.t === 'packet' && event.link === 'rpc' && (event.sent ?? 0) > at,
  )
}

/** Waits until worker-1 has made so many calls more. */
async function calls(count: number): Promise<void> {
  const before = (await callsOf(folder.path, 'worker-1')).calls
  await until(
    `${count} calls more`,
    async () => (await callsOf(folder.path, 'worker-1')).calls >= before + count,
  )
}

/** Sets the level and waits until it is heard everywhere: answers the moment from which it counts. */
async function tap(level: 'off' | 'head' | 'full'): Promise<number> {
  running.cluster.setTapLevel(level)
  await calls(20)
  return running.cluster.recorder.now()
}

it('full records bodies, head omits them, off records nothing; each change is a mark', async () => {
  const { recorder } = running.cluster
  const whole = await until('a call was told', () =>
    rpcSince(0).find(({ name, from }) => name === 'rpc.call' && from === 'worker-1'),
  )
  expect(whole.body).toMatchObject([{ service: 'work', method: 'echo', args: ['hello from worker-1'] }])
  expect(running.cluster.tap).toBe('full')

  const heads = await tap('head')
  const head = await until('a head was told', () => rpcSince(heads).find(({ received }) => received !== null))
  expect(head.bytes).toBeGreaterThan(20)
  expect(head.body).toBeUndefined()

  const silent = await tap('off')
  await calls(20)
  const before = recorder.now()
  expect(rpcSince(silent)).toEqual([])

  running.cluster.setTapLevel('full')
  running.cluster.setTapLevel('full')
  await until('bodies are told again', () => rpcSince(before).some(({ body }) => body !== undefined))
  const marks = running.events.flatMap((event) => (event.t === 'mark' ? event.text : []))
  expect(marks).toEqual(['tap of RPC: head', 'tap of RPC: off', 'tap of RPC: full'])
})

it('a server that starts later uses the current level', async () => {
  const heads = await tap('head')
  const id = await running.cluster.add('worker')
  const row = await until(`a packet of ${id}`, () => rpcSince(heads).find(({ from }) => from === id))
  expect(row.body).toBeUndefined()
})
