// What happens to running clusters when windows close and the program quits.
import { EventEmitter } from 'node:events'
import type { App, BrowserWindow } from 'electron'
import { expect, test, vi } from 'vitest'
import { Lifecycle, rememberedAnswer } from '../../../src-main/electron/lifecycle.ts'

type Answer = 'keep' | 'stop' | 'cancel'

interface World {
  answer?: Answer
  clusters?: boolean
  background?: boolean
  platform?: NodeJS.Platform
  stop?: () => Promise<void>
}

/** A program with one window. Quitting works as Electron does it. */
function start({ answer = 'cancel', clusters = true, background = true, platform = 'linux', stop }: World) {
  const emitter = new EventEmitter()
  const log: string[] = []
  const state = { clusters, windows: [] as BrowserWindow[] }
  let decide: (answer: Answer) => void = () => {}
  const prevented = (emit: (event: { preventDefault(): void }) => void): boolean => {
    let wasPrevented = false
    emit({ preventDefault: () => void (wasPrevented = true) })
    return wasPrevented
  }
  let isQuitting = false
  const quit = () => {
    if (prevented((event) => emitter.emit('before-quit', event))) return
    isQuitting = true
    if (state.windows.every((window) => !close(window))) log.push('has quit')
  }
  const gone = (window: BrowserWindow) => {
    state.windows = state.windows.filter((other) => other !== window)
    log.push('window closed')
    if (state.windows.length === 0 && !isQuitting) emitter.emit('window-all-closed')
  }
  const close = (window: BrowserWindow): boolean => {
    const isHeld = prevented((event) => lifecycle.onWindowClose(window, event))
    if (!isHeld) gone(window)
    return isHeld
  }
  const open = () => {
    const window = { destroy: () => gone(window) } as unknown as BrowserWindow
    state.windows = [...state.windows, window]
    lifecycle.onWindowOpened()
    return window
  }
  const lifecycle = new Lifecycle({
    app: Object.assign(emitter, { quit }) as unknown as App,
    platform,
    stop: stop ?? (async () => void (log.push('stopped'), (state.clusters = false))),
    hasRunningClusters: () => state.clusters,
    windows: () => state.windows,
    decide: (isQuit) => {
      log.push(isQuit ? 'asked to quit' : 'asked')
      return answer === 'cancel' ? new Promise((resolve) => (decide = resolve)) : Promise.resolve(answer)
    },
    enterBackground: () => (log.push('background'), background),
    endBackground: () => void log.push('background ended'),
  })
  return { lifecycle, log, state, open, close, quit, decide: (given: Answer) => decide(given) }
}

test('without a running cluster the last window closes and the program quits', async () => {
  const { open, close, log } = start({ clusters: false })
  close(open())
  await vi.waitFor(() => expect(log).toEqual(['window closed', 'stopped', 'has quit']))
})

test('with a running cluster closing asks once, and cancel leaves all as it is', async () => {
  const { open, close, log, state, decide } = start({})
  const window = open()
  close(window)
  close(window)
  expect(log).toEqual(['asked'])
  decide('cancel')
  await Promise.resolve()
  expect(state.windows).toHaveLength(1)
  await vi.waitFor(() => (close(window), expect(log).toEqual(['asked', 'asked'])))
})

test('stop stops and quits, for closing and for quitting', async () => {
  for (const way of ['close', 'quit'] as const) {
    const { open, close, quit, log } = start({ answer: 'stop' })
    const window = open()
    if (way === 'close') close(window)
    else quit()
    await vi.waitFor(() => expect(log.at(-1)).toBe('has quit'))
    expect(log.filter((entry) => entry === 'stopped')).toHaveLength(1)
  }
})

test('keep closes the windows and stays, and ends with the last cluster', async () => {
  const { open, close, lifecycle, log, state } = start({ answer: 'keep' })
  close(open())
  await vi.waitFor(() => expect(log).toEqual(['asked', 'background', 'window closed']))
  lifecycle.onClustersChanged()
  expect(log.at(-1)).toBe('window closed')
  state.clusters = false
  lifecycle.onClustersChanged()
  await vi.waitFor(() => expect(log.at(-1)).toBe('has quit'))
  expect(log.filter((entry) => entry === 'background ended')).toHaveLength(1)
})

test('nothing is left running where nothing would show it', async () => {
  const { open, close, log, state } = start({ answer: 'keep', background: false })
  close(open())
  await vi.waitFor(() => expect(log).toEqual(['asked', 'background']))
  expect(state.windows).toHaveLength(1)
})

test('a window opened from the background asks again when it closes', async () => {
  const { open, close, log } = start({ answer: 'keep' })
  close(open())
  await vi.waitFor(() => expect(log).toContain('window closed'))
  close(open())
  expect(log.filter((entry) => entry === 'asked')).toHaveLength(2)
})

test('only the last window asks', () => {
  const { open, close, log } = start({})
  const [first, second] = [open(), open()]
  close(first)
  expect(log).toEqual(['window closed'])
  close(second)
  expect(log).toEqual(['window closed', 'asked'])
})

test('a signal stops without a question, also during one', async () => {
  const quiet = start({})
  quiet.open()
  quiet.lifecycle.quitNow()
  await vi.waitFor(() => expect(quiet.log).toEqual(['stopped', 'window closed', 'has quit']))
  const asking = start({})
  asking.close(asking.open())
  asking.lifecycle.quitNow()
  asking.decide('keep')
  await vi.waitFor(() => expect(asking.log.at(-1)).toBe('has quit'))
  expect(asking.log).not.toContain('background')
})

test('the program quits if the stop fails or hangs', async () => {
  const failing = start({ clusters: false, stop: () => Promise.reject(new Error('no')) })
  failing.quit()
  await vi.waitFor(() => expect(failing.log).toEqual(['has quit']))
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  try {
    const hanging = start({ clusters: false, stop: () => new Promise(() => {}) })
    hanging.quit()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(hanging.log).toEqual(['has quit'])
  } finally {
    vi.useRealTimers()
  }
})

test('on macOS a program without a window and without a cluster stays in the Dock', () => {
  const { open, close, log } = start({ clusters: false, platform: 'darwin' })
  close(open())
  expect(log).toEqual(['window closed'])
})

test('quitting never leaves clusters behind by what is remembered', () => {
  const closing = { isQuit: false, canKeep: true }
  expect(rememberedAnswer('ask', closing)).toBeNull()
  expect(rememberedAnswer('keep', closing)).toBe('keep')
  expect(rememberedAnswer('stop', closing)).toBe('stop')
  expect(rememberedAnswer('keep', { isQuit: true, canKeep: true })).toBeNull()
  expect(rememberedAnswer('keep', { isQuit: false, canKeep: false })).toBeNull()
  expect(rememberedAnswer('stop', { isQuit: true, canKeep: false })).toBe('stop')
})
