// Durability: the launcher of a busy run is killed at fifty random moments.
import { expect, test } from 'vitest'
import { expectBoundedLoss, expectOpenCallsRecorded } from '../support/killed-launcher.ts'

const moments = Array.from({ length: 50 }, () => Math.floor(Math.random() * 900))

test.each(moments)(
  'the recordings lack at most the last second when the launcher is killed %i ms after the start',
  async (after) => {
    expect(await expectBoundedLoss(after)).toBeGreaterThan(20)
  },
)

test('the recordings keep open calls to a suspended server when the launcher is killed', async () => {
  expect(await expectOpenCallsRecorded('worker-3')).toBeGreaterThan(100)
})
