// However a launcher dies, no process of its run is alive 4 s later. Five times each.
import { describe, expect, it } from 'vitest'
import { CRASH_SCENARIOS, measureSurvivalMs } from '../support/crash-scenarios.ts'

const deaths = Object.entries(CRASH_SCENARIOS)
const times = [1, 2, 3, 4, 5].flatMap((time) => [
  { time, some: deaths.slice(0, 3) },
  { time, some: deaths.slice(3) },
])

describe.each(times)('time $time', ({ time, some }) => {
  it.concurrent.each(some)('no process is left after %s of the launcher', async (name, death) => {
    const survival = await measureSurvivalMs(death)
    process.stdout.write(
      `${name}, time ${time}: the last process was gone after ${Math.round(survival)} ms\n`,
    )
    expect(survival).toBeLessThan(4_000)
  })
})
