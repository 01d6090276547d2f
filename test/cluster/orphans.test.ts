// When a launcher dies in any way, no process of its run is alive 4 s later.
import { describe, expect, it } from 'vitest'
import { CRASH_SCENARIOS, measureSurvivalMs } from '../support/crash-scenarios.ts'

const deaths = Object.entries(CRASH_SCENARIOS)

// Three clusters at once, each with a server that keeps a processor busy, are as many as a small machine starts well.
describe.each([[deaths.slice(0, 3)], [deaths.slice(3)]])('when the launcher dies', (some) => {
  it.concurrent.each(some)('nothing is left after %s of the launcher', async (_, death) => {
    expect(await measureSurvivalMs(death)).toBeLessThan(4_000)
  })
})
