// Quitting the desktop app.
import { expect, test, vi } from 'vitest'
import { stopBeforeQuit } from '../../../src-main/electron/quit.ts'

function quitting(stop: () => Promise<void>) {
  let beforeQuit: (event: { preventDefault(): void }) => void = () => {}
  const done = new Promise<void>((resolve) => {
    const app = {
      on: (_: string, listener: typeof beforeQuit) => ((beforeQuit = listener), app),
      quit: () => resolve(),
    }
    stopBeforeQuit(app as unknown as Parameters<typeof stopBeforeQuit>[0], stop)
  })
  const ask = () => {
    let prevented = false
    beforeQuit({ preventDefault: () => void (prevented = true) })
    return prevented
  }
  return { ask, done }
}

test('the first quit waits for the clusters, the second quits', async () => {
  let stops = 0
  let finish = () => {}
  const { ask, done } = quitting(() => {
    stops += 1
    return new Promise((resolve) => (finish = resolve))
  })
  expect(ask()).toBe(true)
  expect(ask()).toBe(true)
  expect(stops).toBe(1)
  finish()
  await done
  expect(ask()).toBe(false)
})

test('the app quits even if the stop fails', async () => {
  const { ask, done } = quitting(async () => {
    throw new Error('no')
  })
  expect(ask()).toBe(true)
  await done
  expect(ask()).toBe(false)
})

test('the app quits after a timeout if the stop hangs', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  try {
    const { ask, done } = quitting(() => new Promise(() => {}))
    expect(ask()).toBe(true)
    vi.advanceTimersByTime(20_000)
    await done
    expect(ask()).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})
