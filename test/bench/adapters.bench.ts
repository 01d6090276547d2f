// Cost of an adapter at each level for a program that calls as fast as it can, compared with the same program without
// one. Both clusters run in turns: the one that is not measured is paused.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { launch } from '../../src-main/host/launch.ts'
import type { Supervisor } from '../../src-main/host/supervisor/supervisor.ts'
import type { TapLevel } from '../../core/protocol/record.ts'
import { until } from '../support/until.ts'
import { SUBJECTS } from './adapters/subjects.ts'
import { median, ratios } from './statistics.ts'

const ROUNDS = 8
/** Durations of one level in one round; `SETTLE_MS` is not measured. */
const SETTLE_MS = 300
const WINDOW_MS = 1_000

interface Progress {
  calls: number
  /** Milliseconds since 1970. */
  at: number
  /** Processor time so far, milliseconds. */
  cpu: number
}

const SETTINGS = ['untapped', 'off', 'head', 'full'] as const
type Costs = Record<(typeof SETTINGS)[number], { rate: number; cpu: number }[]>

export async function run(names: string[] = []): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grove-bench-'))
  say(`Node ${process.version}, median of ${ROUNDS} rounds, 50 calls under way, 100 characters each`)
  for (const name of names.length > 0 ? names : Object.keys(SUBJECTS))
    report(name, await measure(name, folder))
  await rm(folder, { recursive: true, force: true })
}

async function measure(name: string, folder: string): Promise<Costs> {
  const [untapped, tapped] = [await start(name, folder, false), await start(name, folder, true)]
  const costs: Costs = { untapped: [], off: [], head: [], full: [] }
  for (let round = 0; round < ROUNDS; round++) {
    // In turns, so that what else the machine does hits all alike.
    for (const setting of round % 2 === 0 ? SETTINGS : SETTINGS.toReversed()) {
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

async function start(name: string, parent: string, tap: boolean): Promise<Started> {
  const subject = SUBJECTS[name]
  if (!subject) throw new Error(`"${name}" is none of ${Object.keys(SUBJECTS).join(', ')}`)
  const folder = join(parent, `${name}-${tap ? 'tapped' : 'untapped'}`)
  const state = join(folder, 'state')
  await mkdir(state, { recursive: true })
  const file = join(folder, 'progress.json')
  const plan = await subject(folder, tap, file)
  const { supervisor: cluster } = await launch({ plan, directory: folder, state })
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
