// Random projects, environments and argument lists for the real command line. GROVE_FUZZ_SEED repeats a failed test,
// GROVE_FUZZ_ONLY=N its trial N, and GROVE_FUZZ_TRIALS sets the number of trials.
import fc from 'fast-check'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runTrial } from '../support/command-line-fuzzer.ts'
import { trials } from '../support/command-line-trials.ts'
import { grove, temporaryFolder } from '../support/grove.ts'

const { GROVE_FUZZ_SEED, GROVE_FUZZ_TRIALS, GROVE_FUZZ_ONLY } = process.env
const SEED = Number(GROVE_FUZZ_SEED ?? Date.now() % 1_000_000_000)
const TRIALS = Number(GROVE_FUZZ_TRIALS ?? 200)
const WORKERS = 2
const SHRINK_LIMIT_MS = 60_000

it(
  `${TRIALS} random commands end in time with a documented exit code and leave no process: GROVE_FUZZ_SEED=${SEED}`,
  { timeout: 30 * 60_000 },
  async () => {
    await using folder = await temporaryFolder()
    const timeline = join(folder.path, 'timeline.ndjson')
    const { code } = await grove(['up', '--sample', 'minimal', '--exit-when-ready', '--record', timeline], {
      env: { GROVE_STATE: join(folder.path, 'state') },
    })
    expect(code).toBe(0)

    const waiting = [...fc.sample(trials, { seed: SEED, numRuns: TRIALS }).entries()].filter(
      ([number]) => GROVE_FUZZ_ONLY === undefined || number === Number(GROVE_FUZZ_ONLY),
    )
    const failed: [number: number, failure: string][] = []
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [number, trial] = next
        await runTrial(trial, timeline).catch((error: Error) => failed.push([number, error.message]))
      }
    }
    await Promise.all(Array.from({ length: WORKERS }, work))

    const [first] = failed
    if (!first) return
    const smallest = await shrink(first[0], timeline)
    const all = failed.map(([number, failure]) => `Trial ${number}: ${failure}`)
    throw new Error([...all, `The smallest trial that fails like ${first[0]}: ${smallest}`].join('\n\n'))
  },
)

/** Returns the failure of the smallest trial that is derived from this one and fails too. */
async function shrink(number: number, timeline: string): Promise<string> {
  const property = fc.asyncProperty(trials, async (trial) => void (await runTrial(trial, timeline)))
  const result = await fc.check(property, {
    seed: SEED,
    path: String(number),
    numRuns: 1,
    interruptAfterTimeLimit: SHRINK_LIMIT_MS,
  })
  return result.errorInstance instanceof Error ? result.errorInstance.message : 'it passed when repeated'
}
