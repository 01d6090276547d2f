import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { BatchWindow } from '../../../core/membership/batch-window.ts'

const options = { windowWidthsMs: [0, 10, 50], windowFactor: 3, windowMaxMs: 1_000 }

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

it('a window ends with the event-loop turn when nothing happened before', () => {
  const close = vi.fn<() => void>()
  const window = new BatchWindow(options, close)
  window.schedule()
  window.schedule()
  expect(close).not.toHaveBeenCalled()
  vi.advanceTimersByTime(0)
  expect(close).toHaveBeenCalledTimes(1)
})

it('windows grow while changes arrive, and are short again after a pause', () => {
  const closed: number[] = []
  const window = new BatchWindow(options, () => closed.push(performance.now()))
  const touchAndWait = (): number => {
    const before = performance.now()
    const count = closed.length
    window.schedule()
    while (closed.length === count) vi.advanceTimersByTime(1)
    return Math.round(performance.now() - before)
  }
  expect([touchAndWait(), touchAndWait(), touchAndWait(), touchAndWait()]).toEqual([1, 10, 50, 50])
  vi.advanceTimersByTime(200)
  expect(touchAndWait()).toBe(1)
})

it('a flush publishes at once, and only once', () => {
  const close = vi.fn<() => void>()
  const window = new BatchWindow(options, close)
  window.flush()
  expect(close).not.toHaveBeenCalled()
  window.schedule()
  window.flush()
  vi.advanceTimersByTime(100)
  expect(close).toHaveBeenCalledTimes(1)
})

it('windows grow with the time that publishing takes', () => {
  const closed: number[] = []
  const window = new BatchWindow(options, () => {
    vi.advanceTimersByTime(100)
    closed.push(performance.now())
  })
  const touchAndWait = (): number => {
    const before = performance.now()
    const count = closed.length
    window.schedule()
    while (closed.length === count) vi.advanceTimersByTime(1)
    return Math.round(performance.now() - before) - 100
  }
  expect(touchAndWait()).toBeLessThan(10)
  expect(touchAndWait()).toBeGreaterThanOrEqual(299)
})
