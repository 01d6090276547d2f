// Waiting with a time limit.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settleWithin } from '../../../core/kit/timeout.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('work that is done in time gives true and leaves no timer', async () => {
  await expect(settleWithin(1_000, Promise.resolve())).resolves.toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

test('work that takes too long gives false', async () => {
  const result = settleWithin(1_000, new Promise(() => undefined))
  await vi.advanceTimersByTimeAsync(1_000)
  await expect(result).resolves.toBe(false)
})

test('work that fails in time rejects', async () => {
  await expect(settleWithin(1_000, Promise.reject(new Error('no')))).rejects.toThrow('no')
})
