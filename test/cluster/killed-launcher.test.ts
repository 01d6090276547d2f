// Durability: when the launcher of a busy run is killed, its recordings lack at most the last second.
import { expect, test } from 'vitest'
import { expectBoundedLoss, expectOpenCallsRecorded } from '../support/killed-launcher.ts'

// test/long does it fifty times, at random moments.
test.each([0, 230])(
  'the recordings lack at most the last second when the launcher is killed %i ms after the start',
  async (after) => {
    expect(await expectBoundedLoss(after)).toBeGreaterThan(20)
  },
)

test('the recordings keep open calls to a suspended server when the launcher is killed', async () => {
  expect(await expectOpenCallsRecorded('worker-3')).toBeGreaterThan(100)
})
