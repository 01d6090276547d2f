// Bounded loss: whenever the launcher of a busy run is killed, its files open and lack at most the last second.
import { expect, test } from 'vitest'
import { killLauncher, killStalled } from '../support/killed-launcher.ts'

// Fifty times at random moments: test/long.
test.each([0, 90, 230, 640])('killed %i ms after all were ready', async (after) => {
  expect(await killLauncher(after)).toBeGreaterThan(20)
})

test('killed while calls wait for a server that stands still', async () => {
  expect(await killStalled('worker-3')).toBeGreaterThan(100)
})
