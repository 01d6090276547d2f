// Bounded loss, at fifty random moments; five of them: test/cluster.
import { expect, test } from 'vitest'
import { killLauncher } from '../support/killed-launcher.ts'

const moments = Array.from({ length: 50 }, () => Math.floor(Math.random() * 900))

test.each(moments)('killed %i ms after all were ready', async (after) => {
  expect(await killLauncher(after)).toBeGreaterThan(20)
})
