// Five times each: however a launcher dies, no process of its run is alive 4 s later, whatever the servers do.
import { describe, expect, it } from 'vitest'
import { DEATHS, survivalAfter } from '../support/deaths.ts'

describe.each(Object.entries(DEATHS))('after %s of the launcher', (name, death) => {
  it.each([1, 2, 3, 4, 5])('nothing is left, time %i', async (time) => {
    const survival = await survivalAfter(death)
    process.stdout.write(
      `${name}, time ${time}: the last process was gone after ${Math.round(survival)} ms\n`,
    )
    expect(survival).toBeLessThan(4_000)
  })
})
