// Removal: from the SIGKILL of a server until it is out of the last of 20 views, for each server in turn.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePlan } from '../../src-main/contract/index.ts'
import { launch } from '../../src-main/host/launch.ts'
import type { Supervisor } from '../../src-main/host/supervisor/supervisor.ts'
import { until } from '../support/until.ts'
import { median } from './statistics.ts'

const SERVERS = 21

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grove-bench-'))
  await mkdir(join(folder, 'servers/worker/remote'), { recursive: true })
  await writeFile(
    join(folder, 'servers/worker/remote/work.js'),
    'export default () => ({ ping: () => "pong" })\n',
  )
  const parsed = parsePlan({ name: 'bench', servers: { worker: { count: SERVERS } } })
  if (!parsed.ok) throw new Error('the plan of the benchmark is wrong')
  const { supervisor: cluster } = await launch({
    plan: parsed.plan,
    directory: folder,
    state: join(folder, 'state'),
  })
  await cluster.start()
  await agreed(cluster, SERVERS)
  const times: number[] = []
  for (let n = 1; n <= SERVERS; n++) {
    times.push(await killed(cluster, `worker-${n}`))
    await cluster.act(`worker-${n}`, 'spawn')
    await agreed(cluster, SERVERS)
  }
  await cluster.stop()
  await rm(folder, { recursive: true, force: true })
  const show = (value: number): string => `${value.toFixed(1)} ms`
  process.stdout.write(
    `SIGKILL to out of all ${SERVERS - 1} views: median ${show(median(times))}, worst ${show(Math.max(...times))}\n`,
  )
}

/** Returns the milliseconds until it is out of the last view. */
async function killed(cluster: Supervisor, id: string): Promise<number> {
  const { recorder } = cluster
  const before = recorder.latestLines.length
  const at = recorder.now()
  await cluster.act(id, 'kill')
  const removals = (): number[] =>
    recorder.latestLines.slice(before).flatMap((line) => {
      const isRemoval =
        line.t === 'view' && line.process !== 'master-1' && line.removed.some((removed) => removed.id === id)
      return isRemoval ? [line.at] : []
    })
  await until(`all have forgotten ${id}`, () => removals().length === SERVERS - 1)
  return (Math.max(...removals()) - at) / 1e6
}

async function agreed(cluster: Supervisor, count: number): Promise<void> {
  await until(
    'all agree',
    () => {
      const { converged, total } = cluster.recorder.convergence
      const registry = cluster.recorder.latestLines.findLast(
        (line) => line.t === 'view' && line.process === 'master-1',
      )
      return converged && total === count && registry?.t === 'view' && registry.size === count
    },
    { within: 30_000 },
  )
}
