// Startup: a master and 20 servers to converged, compared with 21 bare Node children to their first IPC message; and the
// memory of a server compared with a bare child.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePlan } from '../../src-main/contract/index.ts'
import { launch } from '../../src-main/host/launch.ts'
import { median, ratios } from './statistics.ts'

const SERVERS = 20
const ROUNDS = 5
const core = join(process.cwd(), 'out', 'core')

interface Round {
  milliseconds: number
  /** Resident memory of one process, KiB. */
  memory: number
}

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grove-bench-'))
  await makeProject(folder)
  const rounds = { bare: [] as Round[], grove: [] as Round[], uncached: [] as Round[] }
  await startGrove(folder, 'run.cjs')
  for (let round = 0; round < ROUNDS; round++) {
    rounds.bare.push(await startBare(folder))
    rounds.grove.push(await startGrove(folder, 'run.cjs'))
    rounds.uncached.push(await startGrove(folder, 'run.bundle.cjs'))
  }
  await rm(folder, { recursive: true, force: true })
  report(rounds)
}

function report(rounds: Record<'bare' | 'grove' | 'uncached', Round[]>): void {
  const times = (name: keyof typeof rounds): number[] => rounds[name].map(({ milliseconds }) => milliseconds)
  const memory = (name: keyof typeof rounds): number[] => rounds[name].map((round) => round.memory)
  const lines = [
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, median of ${ROUNDS} rounds in one run`,
    '',
    `${SERVERS + 1} bare Node children to their first IPC message  ${median(times('bare')).toFixed(0)} ms`,
    `master and ${SERVERS} servers to converged                   ${median(times('grove')).toFixed(0)} ms`,
    `  ratio, with the code cache                       ${ratios(times('grove'), times('bare'))}   aim 2.0`,
    `  ratio, without it                                ${ratios(times('uncached'), times('bare'))}`,
    '',
    `resident memory of a bare child                    ${(median(memory('bare')) / 1024).toFixed(1)} MiB`,
    `resident memory of a server                        ${(median(memory('grove')) / 1024).toFixed(1)} MiB`,
    `  ratio                                            ${ratios(memory('grove'), memory('bare'))}   aim 1.4`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

async function makeProject(folder: string): Promise<void> {
  await mkdir(join(folder, 'servers/worker/remote'), { recursive: true })
  await writeFile(
    join(folder, 'servers/worker/remote/work.js'),
    'export default () => ({ ping: () => "pong" })\n',
  )
  await writeFile(
    join(folder, 'bare.cjs'),
    'process.send("here"); process.on("disconnect", () => process.exit())\n',
  )
}

async function startGrove(folder: string, file: string): Promise<Round> {
  const parsed = parsePlan({ name: 'bench', servers: { worker: { count: SERVERS } } })
  if (!parsed.ok) throw new Error('the plan of the benchmark is wrong')
  const state = join(folder, 'state')
  const { supervisor: cluster } = await launch({
    plan: parsed.plan,
    directory: folder,
    state,
    runFile: join(core, file),
  })
  const { recorder } = cluster
  const converged = new Promise<void>((resolve, reject) => {
    recorder.listen(() => {
      if (recorder.progress.convergedMs !== null) resolve()
      else if (cluster.problems.length > 0) reject(new Error(cluster.problems[0]?.message))
    })
  })
  await cluster.start()
  await converged
  const spawned = recorder.latestLines.flatMap((line) =>
    line.t === 'process' && line.event === 'spawned' ? line.at : [],
  )
  const milliseconds = (recorder.progress.convergedMs ?? 0) - Math.min(...spawned) / 1e6
  const pid = cluster.servers().find(({ id }) => id === 'worker-10')?.pid ?? 0
  const round = { milliseconds, memory: await residentMemory(pid) }
  await cluster.stop()
  return round
}

async function startBare(folder: string): Promise<Round> {
  const before = performance.now()
  // In sessions of their own, like Grove's servers: the scheduler shares the CPU between sessions.
  const children = Array.from({ length: SERVERS + 1 }, (): ChildProcess =>
    fork(join(folder, 'bare.cjs'), { detached: true }),
  )
  await Promise.all(children.map((child) => once(child, 'message')))
  const milliseconds = performance.now() - before
  const round = { milliseconds, memory: await residentMemory(children[10]?.pid ?? 0) }
  await Promise.all(children.map((child) => (child.disconnect(), once(child, 'exit'))))
  return round
}

/** Returns KiB on Linux, NaN elsewhere. */
async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN)
}
