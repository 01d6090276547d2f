import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { BatchWindow } from '../../../core/membership/batch-window.ts'

const options = { windowWidthsMs: [0, 10, 50], windowFactor: 3, windowMaxMs: 1_000 }

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

it('closes at the end of the turn when all was quiet, whatever came in that turn', () => {
  const close = vi.fn()
  const window = new BatchWindow(options, close)
  window.schedule()
  window.schedule()
  expect(close).not.toHaveBeenCalled()
  vi.advanceTimersByTime(0)
  expect(close).toHaveBeenCalledTimes(1)
})

it('grows while more keeps coming, and starts small again after quiet', () => {
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

it('flushes at once, and then not again', () => {
  const close = vi.fn()
  const window = new BatchWindow(options, close)
  window.flush()
  expect(close).not.toHaveBeenCalled()
  window.schedule()
  window.flush()
  vi.advanceTimersByTime(100)
  expect(close).toHaveBeenCalledTimes(1)
})

it('is longer while telling takes long, so that telling is never most of what is done', () => {
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
