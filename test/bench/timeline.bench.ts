// A timeline of 10,000, 100,000 and 1,000,000 events: what writing, reading, seeking, filtering, checking and exporting cost, as ratios to
// JSON.stringify (of what writes) or JSON.parse (of what reads) of the same lines in the same process, and how each grows. `--events N,…` takes other sizes.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import type { PartPlan, PartResult } from './timeline/part.ts'
import { report, type Size } from './timeline/report.ts'

const SIZES = [10_000, 100_000, 1_000_000]
const ROUNDS = { least: 3, most: 15 }

export async function run(args: readonly string[] = []): Promise<void> {
  const sizes = sizesOf(args)
  // From a folder of the project its packages are found.
  const folder = await mkdtemp(join(process.cwd(), 'out', 'bench-'))
  try {
    process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`)
    const program = await built(folder)
    const measured: Size[] = []
    for (const events of sizes) measured.push({ events, result: await measure(program, folder, events) })
    process.stdout.write(report(measured))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function sizesOf(args: readonly string[]): number[] {
  const at = args.indexOf('--events')
  const sizes = at < 0 ? SIZES : (args[at + 1] ?? '').split(',').map(Number)
  if (sizes.every((size) => Number.isInteger(size) && size >= 10_000)) return sizes
  throw new Error('--events takes whole numbers from 10000 on, separated by commas')
}

async function built(folder: string): Promise<string> {
  const outfile = join(folder, 'part.mjs')
  await build({
    entryPoints: [join(process.cwd(), 'test/bench/timeline/part.program.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    define: { __GROVE_VERSION__: '"test"' },
    logLevel: 'error',
  })
  return outfile
}

async function measure(program: string, folder: string, events: number): Promise<PartResult> {
  const file = join(folder, `${events}.ndjson`)
  const rounds = Math.max(ROUNDS.least, Math.min(ROUNDS.most, Math.round(500_000 / events)))
  const plan: PartPlan = { events, file, rounds }
  const whole: PartResult = { rows: [], figures: [] }
  for (const part of await answerOf<string[]>(program)) {
    const began = performance.now()
    const { rows, figures } = await answerOf<PartResult>(program, part, JSON.stringify(plan))
    whole.rows.push(...rows)
    whole.figures.push(...figures)
    const seconds = ((performance.now() - began) / 1_000).toFixed(0)
    process.stderr.write(`${events} events, ${part}: ${seconds} s\n`)
  }
  await rm(file, { force: true })
  return whole
}

async function answerOf<Answer>(program: string, ...args: string[]): Promise<Answer> {
  const all = ['--expose-gc', program, ...args]
  const { stdout } = await promisify(execFile)(process.execPath, all, { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout) as Answer
}
