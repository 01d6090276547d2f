// The launcher is asked while a run is live, and its silence is noticed within 2.5 s.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LauncherProbe } from '../../../src-renderer/state/launcher-probe.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function probeOf(ask: () => Promise<unknown>) {
  const silent = vi.fn<(heardAt: number) => void>()
  const answers = vi.fn<() => void>()
  const probe = new LauncherProbe(ask, { silent, answers })
  probe.start()
  return { probe, silent, answers, startedAt: Date.now() }
}

test('one that answers is never called silent', async () => {
  const ask = vi.fn<() => Promise<void>>(async () => undefined)
  const { silent, answers } = probeOf(ask)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(ask.mock.calls.length).toBeGreaterThan(5)
  expect(silent).not.toHaveBeenCalled()
  expect(answers).not.toHaveBeenCalled()
})

test('one that does not answer is silent after a moment, since it was heard last, until it answers', async () => {
  let answer = (): void => undefined
  const { silent, answers, startedAt } = probeOf(() => new Promise<void>((resolve) => (answer = resolve)))
  await vi.advanceTimersByTimeAsync(3_300)
  expect(silent.mock.calls).toEqual([[startedAt]])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(silent).toHaveBeenCalledTimes(1)
  answer()
  await vi.advanceTimersByTimeAsync(0)
  expect(answers).toHaveBeenCalledTimes(1)
})

test('events count as answers, a rejected call does not, and a stopped probe asks nothing', async () => {
  const ask = vi.fn<() => Promise<never>>(() => new Promise(() => undefined))
  const { probe, silent } = probeOf(ask)
  for (let count = 0; count < 10; count += 1) {
    await vi.advanceTimersByTimeAsync(1_000)
    probe.hear()
  }
  expect(silent).not.toHaveBeenCalled()
  probe.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(silent).not.toHaveBeenCalled()
  expect(ask).toHaveBeenCalledTimes(1)
})
