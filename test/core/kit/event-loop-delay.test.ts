// Measuring the event-loop delay.
import { afterEach, expect, test, vi } from 'vitest'
import { EventLoopDelay } from '../../../core/kit/node-event-loop-delay.ts'
import { until } from '../../support/until.ts'

afterEach(() => vi.useRealTimers())

test('a read returns the longest delay since the read before', async () => {
  const loop = new EventLoopDelay()
  expect(loop.read()).toEqual({ mean: 0, p99: 0, max: 0 })
  let blocks = 0
  const max = await until('a block is measured', () => {
    block(60)
    // The first tick after a read only starts the measuring.
    return ++blocks % 4 === 0 && loop.read().max
  })
  expect(max).toBeGreaterThan(30)
  expect(loop.read().max).toBe(0)
})

test('without reads the measuring stops', () => {
  vi.useFakeTimers()
  const loop = new EventLoopDelay()
  loop.read()
  vi.advanceTimersByTime(20_000)
  loop.read()
  vi.advanceTimersByTime(20_000)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(20_000)
  expect(vi.getTimerCount()).toBe(0)
})

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}
