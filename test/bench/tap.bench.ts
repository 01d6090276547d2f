// Cost of the tap at each level for a caller that calls as fast as it can, compared with level `off`. The levels take turns.
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parsePlan } from '../../src-main/contract/index.ts'
import { launch } from '../../src-main/host/launch.ts'
import { progressOf, writeSaturatingProject, type SaturatingOptions } from '../support/saturating-project.ts'
import { until } from '../support/until.ts'
import { median, ratios } from './statistics.ts'

const LEVELS = ['off', 'head', 'full'] as const
const ROUNDS = 7
/** Durations of one level in one round; `SETTLE_MS` is not measured. */
const SETTLE_MS = 400
const WINDOW_MS = 1_600

const LOADS: Record<string, SaturatingOptions> = {
  '50 calls under way, 100 characters each': { callers: 1, inFlight: 50, payload: 100 },
  'one call at a time, 100 characters': { callers: 1, inFlight: 1, payload: 100 },
  '50 calls under way, 2,000 characters each': { callers: 1, inFlight: 50, payload: 2_000 },
}

interface Cost {
  /** Calls per second. */
  rate: number
  /** CPU time of the caller per call, microseconds. */
  cpu: number
}

type Costs = Record<(typeof LEVELS)[number], Cost[]>

export async function run(): Promise<void> {
  say(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, median of ${ROUNDS} rounds in one run`,
  )
  for (const [name, options] of Object.entries(LOADS)) report(name, await measure(options))
}

async function measure(options: SaturatingOptions): Promise<Costs> {
  const folder = await mkdtemp(join(tmpdir(), 'grove-bench-'))
  const parsed = parsePlan(await writeSaturatingProject(folder, options))
  if (!parsed.ok) throw new Error('the plan of the benchmark is wrong')
  const { supervisor: cluster } = await launch({
    plan: parsed.plan,
    directory: folder,
    state: join(folder, 'state'),
  })
  await cluster.start()
  const progress = () => progressOf(folder, 'caller-1')
  await until('calls are made', async () => ((await progress())?.calls ?? 0) > 1_000, { within: 30_000 })
  const costs: Costs = { off: [], head: [], full: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const level of LEVELS) {
      cluster.setTapLevel(level)
      await pause(SETTLE_MS)
      const before = (await progress())!
      await pause(WINDOW_MS)
      const after = (await progress())!
      const calls = after.calls - before.calls
      costs[level].push({
        rate: (calls / (after.at - before.at)) * 1_000,
        cpu: ((after.cpu - before.cpu) / calls) * 1_000,
      })
    }
  }
  await cluster.stop()
  const gaps = cluster.recorder.latestLines.filter((line) => line.t === 'gap')
  if (gaps.length > 0) say(`(${gaps.length} gaps: ${JSON.stringify(gaps.at(-1))})`)
  await rm(folder, { recursive: true, force: true })
  return costs
}

function report(name: string, costs: Costs): void {
  say(`\n${name}`)
  const rates = (level: keyof Costs): number[] => costs[level].map(({ rate }) => rate)
  const times = (level: keyof Costs): number[] => costs[level].map(({ cpu }) => cpu)
  for (const level of LEVELS) {
    say(
      `  ${level.padEnd(5)} ${median(rates(level)).toFixed(0).padStart(7)} calls/s   ÷ off ${ratios(rates(level), rates('off'))}` +
        `   ${median(times(level)).toFixed(1).padStart(6)} µs of CPU a call   ÷ off ${ratios(times(level), times('off'))}`,
    )
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
