// The session: what it shows after the host's answers and events.
import { expect, test, vi } from 'vitest'
import { HostError, type HostApi, type Preview } from '../../../src-main/contract/index.ts'
import { fakeSession, liveSession, recordedRun } from '../fake-session.ts'

const preview = {
  trusted: true,
  plan: {},
  problems: [],
  warnings: [],
  environments: [],
  target: { kind: 'path', path: '/p' },
}
const target = { kind: 'path', path: '/p' } as const

test('a trusted project without warnings starts at once, any other is previewed', async () => {
  for (const [change, screen] of [
    [{}, 'run'],
    [{ trusted: false }, 'preview'],
    [{ warnings: ['little memory'] }, 'preview'],
    [{ plan: null }, 'preview'],
    [{ environments: ['development', 'production'] }, 'preview'],
  ] as const) {
    const { session } = fakeSession({
      preview: async () => ({ ...preview, ...change }) as unknown as Preview,
      start: () => recordedRun(session),
    })
    await session.openTarget(target)
    expect(session.screen).toBe(screen)
  }
})

test('a call that fails is shown as one problem, and nothing stays busy', async () => {
  const { session } = fakeSession({
    preview: () => Promise.reject(new HostError({ code: 'NO_PLAN', message: 'No plan.' })),
  })
  await session.openTarget(target)
  expect(session.problem).toMatchObject({ code: 'NO_PLAN', message: 'No plan.' })
  expect([session.busy, session.screen]).toEqual([null, 'home'])
})

test('opening a timeline shows how much of it was read', async () => {
  let finish = (): void => undefined
  const { session, emit } = fakeSession({
    open: () => new Promise((resolve) => (finish = () => resolve(recordedRun(session)))),
  })
  const opened = session.openTimeline('/long.ndjson')
  emit({ type: 'openProgressed', path: '/long.ndjson', read: 30, of: 120 })
  expect(session.busy).toBe('Opening the timeline… 25 %')
  emit({ type: 'openProgressed', path: '/other.ndjson', read: 120, of: 120 })
  expect(session.busy).toBe('Opening the timeline… 25 %')
  finish()
  await opened
  expect([session.busy, session.screen]).toEqual([null, 'run'])
})

test('after a connection the host is read, and a run that is going on is shown once only', async () => {
  const { session, setStatus } = fakeSession()
  setStatus('connected')
  await expect.poll(() => session.screen).toBe('run')
  session.goHome()
  const home = vi.spyOn(session.api, 'home')
  setStatus('lost')
  setStatus('connected')
  await expect.poll(() => home.mock.calls.length).toBe(1)
  expect([session.connectionStatus, session.screen]).toEqual(['connected', 'home'])
})

test('a run that was closed elsewhere leaves the screen; events of other runs change nothing', async () => {
  const { session, emit, summary } = await liveSession()
  emit({ type: 'runClosed', run: 'another' })
  expect(session.screen).toBe('run')
  emit({ type: 'runChanged', run: { ...summary, status: 'stopping' } })
  expect(session.run?.summary.status).toBe('stopping')
  emit({ type: 'runClosed', run: summary.run })
  expect([session.run, session.screen]).toEqual([null, 'home'])
})

test('a debugger is shown with its address', async () => {
  const address = { url: 'ws://127.0.0.1:1', devtoolsUrl: 'devtools://x' }
  const inspect = vi.fn<HostApi['inspect']>(async () => address)
  const { session, summary } = await liveSession({ inspect })
  expect(await session.openDebugger('chat-1')).toBe(true)
  expect(session.openedDebugger).toEqual({ server: 'chat-1', address })
  expect(inspect).toHaveBeenCalledWith(summary.run, 'chat-1')
})
