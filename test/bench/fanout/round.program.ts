// One round: a new master and a few load generators whose monitors join at once. Prints the result as a line of JSON. It
// is a program of its own, so that it can run in a network namespace.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { startServer } from '../../../core/index.ts'
import { Children } from './children.ts'
import { digestOf } from './monitor.ts'
import { HOST, now, TOKEN, type RoundPlan, type RoundResult, type ToLoad } from './messages.ts'

const LOADS = 3

const plan = JSON.parse(process.argv[2] ?? '') as RoundPlan
const children = new Children(plan.programs, plan.timeoutMs)
try {
  process.stdout.write(`${JSON.stringify(await round())}\n`)
} catch (error) {
  process.stderr.write(`${plan.contestant}, ${plan.monitors} monitors: ${String(error)}\n`)
  process.exitCode = 1
} finally {
  children.kill()
}
process.exit()

async function round(): Promise<RoundResult> {
  const loads = Array.from({ length: LOADS }, () => children.start('load', []))
  const ready = Promise.all(loads.map((load) => children.waitFor(load, 'ready')))
  const master = startMaster()
  const { port } = await children.waitFor(master, 'listening')
  await ready
  const idleMemory = await memoryOf(master, 'VmRSS')
  const begun = now()
  const received = await Promise.all(
    loads.map((load, index) => children.request(load, order(index, port), 'whole')),
  )
  const peakMemory = await memoryOf(master, 'VmHWM')
  const { sent, cpu } = await children.request(master, { say: 'count' }, 'counted')
  await verify(loads, port)
  if (plan.profile) await ended(master)
  return {
    milliseconds: (Math.max(...received.map(({ at }) => at)) - begun) / 1e6,
    packets: received.reduce((sum, { packets }) => sum + packets, 0),
    bytes: received.reduce((sum, { bytes }) => sum + bytes, 0),
    counted: sent,
    peakMemory,
    idleMemory,
    cpu,
  }
}

function startMaster(): ChildProcess {
  if (plan.contestant === 'pinus') return children.start('pinus-master', [plan.pinusFolder])
  return children.start(
    'grove-master',
    [plan.contestant],
    plan.profile ? ['--cpu-prof', `--cpu-prof-dir=${plan.profile}`] : [],
  )
}

function order(index: number, port: number): ToLoad {
  const first = Math.floor((plan.monitors * index) / LOADS)
  const count = Math.floor((plan.monitors * (index + 1)) / LOADS) - first
  return { say: 'join', contestant: plan.contestant, port, first, count, expected: plan.monitors }
}

/** Checks that all views are equal; for Grove, also to the view of a real server that joins last. */
async function verify(loads: ChildProcess[], port: number): Promise<void> {
  const digests = new Set<string>()
  const witness = plan.contestant === 'pinus' ? undefined : await witnessAt(port)
  if (witness) digests.add(digestOf(witness.servers().map(({ id, instance }) => [id, instance])))
  const expected = plan.monitors + (witness ? 1 : 0)
  await Promise.all(
    loads.map((load) => children.request(load, { say: 'reach', servers: expected }, 'reached')),
  )
  for (const load of loads) {
    const answer = await children.request(load, { say: 'digest' }, 'digest')
    for (const digest of answer.digests) digests.add(digest)
  }
  const [only = '', ...others] = digests
  if (others.length > 0 || !only.startsWith(`${expected}:`))
    throw new Error(`the views differ: ${[...digests].join(', ')}`)
}

function witnessAt(port: number): ReturnType<typeof startServer> {
  return startServer({
    id: 'witness',
    serverType: 'witness',
    port: 'none',
    token: TOKEN,
    master: { host: HOST, port },
  })
}

/** Lets the master exit by itself, because only then Node writes its profile. */
async function ended(master: ChildProcess): Promise<void> {
  master.removeAllListeners('exit')
  const exited = once(master, 'exit')
  master.disconnect()
  await exited
}

/** Returns KiB on Linux, NaN elsewhere. */
async function memoryOf(child: ChildProcess, what: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN)
}
