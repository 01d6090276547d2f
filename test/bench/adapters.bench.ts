// Cost of an adapter at each level for a program that calls as fast as it can, compared with the same program without
// one. Both clusters run in turns: the one that is not measured is paused.
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parsePlan } from '../../src-main/contract/index.ts'
import { launch } from '../../src-main/host/launch.ts'
import type { Supervisor } from '../../src-main/host/supervisor/supervisor.ts'
import type { TapLevel } from '../../core/protocol/record.ts'
import { until } from '../support/until.ts'
import { median, ratios } from './statistics.ts'

const ROUNDS = 5
/** Durations of one level in one round; `SETTLE_MS` is not measured. */
const SETTLE_MS = 400
const WINDOW_MS = 1_600
const MOLECULER = '0.14.35'

const programs = join(process.cwd(), 'test', 'bench', 'adapters')
const example = join(process.cwd(), 'test', 'fixtures', 'adapter-example')

interface Progress {
  calls: number
  /** Milliseconds since 1970. */
  at: number
  /** Processor time so far, milliseconds. */
  cpu: number
}

interface Subject {
  name: string
  adapter: string
  env: Record<string, string>
  callee: string
  caller: string
}

const SETTINGS = ['untapped', 'off', 'head', 'full'] as const
type Costs = Record<(typeof SETTINGS)[number], { rate: number; cpu: number }[]>

export async function run(names: string[] = []): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grove-bench-'))
  say(`Node ${process.version}, median of ${ROUNDS} rounds, 50 calls under way, 100 characters each`)
  for (const subject of await subjects(folder, names)) report(subject.name, await measure(subject, folder))
  await rm(folder, { recursive: true, force: true })
}

async function subjects(folder: string, names: string[]): Promise<Subject[]> {
  const bus: Subject = {
    name: 'bus',
    adapter: join(example, 'bus.adapter.json'),
    env: { BUS: join(example, 'bus.cjs') },
    callee: `node "${join(example, 'node.cjs')}" $PORT`,
    caller: `node "${join(programs, 'bus-caller.cjs')}" \${callee.port}`,
  }
  const node = `node "${join(programs, 'moleculer-node.cjs')}"`
  const moleculer: Subject = {
    name: 'moleculer',
    adapter: 'moleculer',
    env: { MOLECULER: join(folder, 'package.json') },
    callee: `${node} callee`,
    caller: `${node} caller call`,
  }
  const chosen = [bus, moleculer].filter(({ name }) => names.length === 0 || names.includes(name))
  if (!chosen.includes(moleculer)) return chosen
  await writeFile(join(folder, 'package.json'), '{}')
  const options = { cwd: folder, stdio: 'ignore' } as const
  execFileSync('npm', ['install', '--no-audit', '--no-fund', `moleculer@${MOLECULER}`], options)
  return chosen
}

async function measure(subject: Subject, folder: string): Promise<Costs> {
  const [untapped, tapped] = [await start(subject, folder, false), await start(subject, folder, true)]
  const costs: Costs = { untapped: [], off: [], head: [], full: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const setting of SETTINGS) {
      const measured = setting === 'untapped' ? untapped : tapped
      await setPaused(measured === untapped ? tapped.cluster : untapped.cluster, true)
      await setPaused(measured.cluster, false)
      if (setting !== 'untapped') measured.cluster.setTapLevel(setting satisfies TapLevel)
      await pause(SETTLE_MS)
      const before = await measured.progress()
      await pause(WINDOW_MS)
      const after = await measured.progress()
      const calls = after.calls - before.calls
      const rate = (calls / (after.at - before.at)) * 1_000
      costs[setting].push({ rate, cpu: ((after.cpu - before.cpu) / calls) * 1_000 })
    }
  }
  for (const { cluster } of [untapped, tapped]) {
    await setPaused(cluster, false)
    await cluster.stop()
  }
  return costs
}

interface Started {
  cluster: Supervisor
  progress(): Promise<Progress>
}

async function start(subject: Subject, folder: string, tap: boolean): Promise<Started> {
  const file = join(folder, `${subject.name}-${tap}.json`)
  const { adapter } = subject
  const parsed = parsePlan({
    name: 'bench',
    env: { ...subject.env, PROGRESS: file },
    servers: {
      callee: { command: subject.callee, adapter, tap },
      caller: { command: subject.caller, adapter, tap, dependsOn: ['callee'] },
    },
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const state = join(folder, `state-${subject.name}-${tap}`)
  const { supervisor: cluster } = await launch({ plan: parsed.plan, directory: folder, state })
  await cluster.start()
  const progress = async () => JSON.parse(await readFile(file, 'utf8')) as Progress
  await until('calls are made', async () => (await progress().catch(() => null))?.calls, { within: 60_000 })
  return { cluster, progress }
}

async function setPaused(cluster: Supervisor, isPaused: boolean): Promise<void> {
  for (const { id } of cluster.servers()) await cluster.act(id, isPaused ? 'pause' : 'resume')
}

function report(name: string, costs: Costs): void {
  say(`\n${name}`)
  const of = (setting: keyof Costs, key: 'rate' | 'cpu') => costs[setting].map((cost) => cost[key])
  for (const setting of SETTINGS) {
    const rate = median(of(setting, 'rate')).toFixed(0).padStart(7)
    const slower = ratios(of('untapped', 'rate'), of(setting, 'rate'))
    const dearer = ratios(of(setting, 'cpu'), of('untapped', 'cpu'))
    say(
      `  ${setting.padEnd(9)}${rate} calls/s   untapped ÷ it ${slower}   processor time of the caller × ${dearer}`,
    )
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
