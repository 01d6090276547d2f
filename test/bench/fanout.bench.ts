// Fan-out: N monitors join one master at once, until all N views equal the registry. Compared with (a) Grove's master
// with one notification per change and subscriber, and (b) pinus-admin. Arguments: numbers of monitors;
// `--profile FOLDER` writes CPU profiles of Grove's master.
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { installPinus, privateNetworkCommand } from './fanout/pinus.ts'
import { buildPrograms, runRound } from './fanout/programs.ts'
import { report, type Size } from './fanout/report.ts'
import type { Contestant, RoundPlan, RoundResult } from './fanout/messages.ts'

const SIZES = [100, 300, 1_000]
const ROUNDS = 3
const ROUND_TIMEOUT_MS = 120_000

type Place = Pick<RoundPlan, 'programs' | 'pinusFolder' | 'profile'> & { prefix: readonly string[] }

export async function run(args: readonly string[]): Promise<void> {
  const programs = await mkdtemp(join(process.cwd(), 'out', 'fanout-'))
  const pinusFolder = await mkdtemp(join(tmpdir(), 'grove-bench-pinusFolder-'))
  try {
    await buildPrograms(programs)
    const network = await privateNetworkCommand()
    const skipped = network
      ? await installPinus(pinusFolder)
      : 'it binds every interface, and no network namespace is allowed'
    if (skipped !== undefined) say(`(b) pinus-admin is skipped: ${skipped}`)
    const contestants: Contestant[] = ['grove', 'naive', ...(skipped === undefined ? ['pinus' as const] : [])]
    await measure(
      { programs, pinusFolder, prefix: network ?? [], ...profileOf(args) },
      contestants,
      sizesOf(args),
    )
  } finally {
    await rm(programs, { recursive: true, force: true })
    await rm(pinusFolder, { recursive: true, force: true })
  }
}

async function measure(place: Place, contestants: Contestant[], monitors: readonly number[]): Promise<void> {
  const sizes: Size[] = []
  for (const count of monitors) {
    const size: Size = { monitors: count, rounds: { grove: [], naive: [], pinus: [] } }
    sizes.push(size)
    for (let round = 0; round < ROUNDS; round++) await compete(place, contestants, size)
  }
  say(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, median of ${ROUNDS} rounds`,
  )
  process.stdout.write(`\n${report(sizes, contestants)}`)
}

/** One round of each contestant in turn, so that machine load affects all alike. */
async function compete(place: Place, contestants: Contestant[], size: Size): Promise<void> {
  for (const contestant of contestants) {
    size.rounds[contestant].push(await oneRound(place, contestant, size.monitors))
  }
}

async function oneRound(
  { prefix, profile, ...folders }: Place,
  contestant: Contestant,
  monitors: number,
): Promise<RoundResult | undefined> {
  const profiled = contestant === 'grove' && profile !== undefined ? { profile } : {}
  const plan: RoundPlan = { contestant, monitors, ...folders, ...profiled, timeoutMs: ROUND_TIMEOUT_MS }
  try {
    const result = await runRound(plan, prefix)
    const seconds = (result.milliseconds / 1_000).toFixed(2)
    say(`${contestant}, ${monitors} monitors: ${seconds} s, ${result.packets} packets${disagreement(result)}`)
    return result
  } catch (error) {
    if (contestant === 'grove') process.exitCode = 1
    say(String(error))
    return undefined
  }
}

/** Says so if the master counted another number of packets than the receivers. */
function disagreement({ packets, counted }: RoundResult): string {
  return counted === null || counted.packets === packets ? '' : `; the master counted ${counted.packets}`
}

function sizesOf(args: readonly string[]): readonly number[] {
  const sizes = args.map(Number).filter((size) => Number.isInteger(size) && size > 0)
  return sizes.length > 0 ? sizes : SIZES
}

function profileOf(args: readonly string[]): { profile?: string } {
  const profile = args[args.indexOf('--profile') + 1]
  return args.includes('--profile') && profile !== undefined ? { profile } : {}
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
