// The launcher: 50 servers from start to converged and from stop to exit, compared with bare Node children; and its CPU
// time while 20 servers idle, with the window closed, open, and showing metrics.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePlan } from '../../src-main/contract/index.ts'
import { launch } from '../../src-main/host/launch.ts'
import { median, ratios } from './statistics.ts'
import { idle } from './launch/idle.ts'

const SERVERS = 50
const ROUNDS = 5

interface Round {
  /** Milliseconds. */
  start: number
  stop: number
}

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grove-bench-'))
  try {
    print(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
    await launching(folder)
    if (process.platform === 'linux') for (const line of await idle(folder)) print(line)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function launching(folder: string): Promise<void> {
  await writeFile(
    join(folder, 'bare.cjs'),
    'process.send("here"); process.on("disconnect", () => process.exit())\n',
  )
  const bare: Round[] = []
  const grove: Round[] = []
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await launchBare(folder))
    grove.push(await launchGrove(folder))
  }
  for (const phase of ['start', 'stop'] as const) {
    const [ours, floor] = [grove, bare].map((rounds) => rounds.map((round) => round[phase])) as [
      number[],
      number[],
    ]
    print(
      `${phase}: master and ${SERVERS} servers ${median(ours).toFixed(0)} ms, ${SERVERS + 1} bare children ${median(floor).toFixed(0)} ms, ratio ${ratios(ours, floor)}`,
    )
  }
}

/** From the first spawn to converged; from the stop request until every process has exited and the recording is closed. */
async function launchGrove(folder: string): Promise<Round> {
  const parsed = parsePlan({ name: 'bench', servers: { worker: { count: SERVERS } } })
  if (!parsed.ok) throw new Error('the plan of the benchmark is wrong')
  const { supervisor: cluster } = await launch({
    plan: parsed.plan,
    directory: folder,
    state: join(folder, 'state'),
  })
  const { recorder } = cluster
  const converged = new Promise<void>((resolve) => {
    recorder.listen(() => {
      if (recorder.progress.convergedMs !== null) resolve()
    })
  })
  const began = recorder.now()
  await cluster.start()
  await converged
  const start = (recorder.progress.convergedMs ?? 0) - began / 1e6
  const before = performance.now()
  await cluster.stop()
  return { start, stop: performance.now() - before }
}

/** To the first message of each child; from the kill to the exit of each. */
async function launchBare(folder: string): Promise<Round> {
  const began = performance.now()
  // In sessions of their own, like Grove's servers: the scheduler shares the CPU between sessions.
  const children = Array.from({ length: SERVERS + 1 }, (): ChildProcess =>
    fork(join(folder, 'bare.cjs'), { detached: true }),
  )
  await Promise.all(children.map((child) => once(child, 'message')))
  const start = performance.now() - began
  const before = performance.now()
  await Promise.all(children.map((child) => (child.kill(), once(child, 'exit'))))
  return { start, stop: performance.now() - before }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
