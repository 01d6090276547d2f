import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  DEFAULT_RESTART_LIMITS,
  RestartTracker,
} from '../../../../src-main/host/supervisor/restart-policy.ts'
import { prepareFakeCluster } from '../../../support/fake-cluster.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { until } from '../../../support/until.ts'

const CRASH = { code: 1, signal: null }
const SHORT = { initialDelayMs: 20, maxDelayMs: 100, jitter: 0, stableAfterMs: 60_000, maxCrashes: 3 }

function make(timers = {}) {
  const told = { due: 0, changed: 0 }
  const restarts = new RestartTracker(
    { ...DEFAULT_RESTART_LIMITS, jitter: 0, ...timers },
    { due: () => (told.due += 1), changed: () => (told.changed += 1) },
  )
  return { restarts, told }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('a policy decides which exits lead to a restart', () => {
  const { restarts } = make()
  expect(restarts.onExit('never', CRASH, 0)).toBe('stays')
  expect(restarts.onExit('on-failure', { code: 0, signal: null }, 0)).toBe('stays')
  expect(restarts.onExit('on-failure', { code: null, signal: 'SIGKILL' }, 0)).toBe('restarts')
  expect(restarts.onExit('always', { code: 0, signal: null }, 0)).toBe('restarts')
  restarts.reset()
  expect(restarts.pending).toBe(false)
})

test('the delay doubles and is counted down; after the sixth crash in a row there is no restart', () => {
  const { restarts, told } = make()
  const delays = [500, 1_000, 2_000, 4_000, 8_000]
  for (const [index, delay] of delays.entries()) {
    expect(restarts.onExit('always', CRASH, 0)).toBe('restarts')
    vi.advanceTimersByTime(delay - 1)
    expect(told.due).toBe(index)
    vi.advanceTimersByTime(1)
    expect(told.due).toBe(index + 1)
  }
  expect(told.changed).toBe(0 + 0 + 1 + 3 + 7)
  expect(restarts.onExit('always', CRASH, 0)).toBe('gave up')
  expect({ pending: restarts.pending, count: restarts.count }).toEqual({ pending: false, count: 5 })
})

test('crashes count from 1 again after a stable time, and after a start on request', () => {
  const { restarts } = make({ maxCrashes: 2 })
  const crash = (steady: number) => {
    const verdict = restarts.onExit('always', CRASH, steady)
    const { description: announcement } = restarts
    vi.advanceTimersByTime(60_000)
    return announcement ?? verdict
  }
  expect(crash(0)).toBe('restarts in 1 s (1st time)')
  expect(crash(9_999)).toBe('restarts in 1 s (2nd time)')
  expect(crash(10_000)).toBe('restarts in 1 s (1st time)')
  restarts.reset()
  expect(crash(0)).toBe('restarts in 1 s (1st time)')
  expect(crash(0)).toBe('restarts in 1 s (2nd time)')
  expect(crash(0)).toBe('gave up')
})

test('delays vary by the jitter, up to the maximum', () => {
  const { restarts, told } = make({ jitter: 0.2, maxCrashes: 1_000, maxDelayMs: 1_000 })
  for (let row = 1; row <= 100; row += 1) {
    restarts.onExit('always', CRASH, 0)
    vi.advanceTimersByTime(row === 1 ? 399 : 799)
    expect(told.due).toBe(row - 1)
    vi.advanceTimersByTime(row === 1 ? 201 : 401)
    expect(told.due).toBe(row)
  }
})

test('a crashing server is restarted until it stays up; one that never does fails, until it is started on request', async () => {
  vi.useRealTimers()
  await using folder = await temporaryFolder()
  const servers = {
    flaky: { restart: 'on-failure', env: { CRASHES: '2' } },
    broken: { restart: 'always', env: { CRASHES: '4' } },
  }
  const { cluster, statuses } = await prepareFakeCluster(folder.path, servers, { restarts: SHORT })
  const [flaky, broken] = [() => cluster.servers()[1], () => cluster.servers()[2]]
  const sentences = new Set<string | null | undefined>()
  cluster.on('changed', () => sentences.add(broken()?.waiting))
  await cluster.start()
  await until('the one is ready, the other given up', () => flaky()?.status === 'ready' && broken()?.problem)
  expect(flaky()).toMatchObject({ restarts: 2, problem: null, exit: null, waiting: null })
  expect(broken()).toMatchObject({
    restarts: 3,
    status: 'failed',
    waiting: 'exited with code 7; start it again',
  })
  expect(cluster.problems).toMatchObject([{ code: 'CRASH_LOOP', server: 'broken-1' }])
  expect(cluster.problems[0]?.message).toMatch(
    /^broken-1 crashed 4 times in a row and is not restarted. The last time: broken-1 exited with code 7/,
  )
  expect([...sentences]).toContain('exited with code 7; restarts in 1 s (3rd time)')
  const rows = () =>
    cluster.recorder.latestLines.flatMap((line) =>
      line.t === 'process' && line.process === 'flaky-1' ? line.event : [],
    )
  await until('the last process has passed its probe', () => rows().includes('ready'))
  const crash = ['spawned', 'exited', 'restarting']
  expect(rows()).toEqual([...crash, ...crash, 'spawned', 'ready'])

  await cluster.act('broken-1', 'spawn')
  await until('it is ready', () => statuses()['broken-1'] === 'ready')
  expect(cluster.problems).toEqual([])
  process.kill(flaky()?.pid ?? 0, 'SIGKILL')
  await until('it is back', () => flaky()?.restarts === 3 && flaky()?.status === 'ready')
  await cluster.act('flaky-1', 'kill')
  expect(flaky()).toMatchObject({ status: 'exited', waiting: 'was killed; start it again' })
  await cluster.stop()
})

test('a stop cancels a pending restart', async () => {
  vi.useRealTimers()
  await using folder = await temporaryFolder()
  const servers = { broken: { count: 2, restart: 'always', env: { CRASHES: '9' } } }
  const { cluster } = await prepareFakeCluster(folder.path, servers, {
    restarts: { ...SHORT, initialDelayMs: 60_000, maxDelayMs: 60_000 },
  })
  await cluster.start()
  const waiting = () => cluster.servers().map((server) => server.waiting)
  await until('both wait', () => waiting().filter((text) => text?.includes('restarts in 60 s')).length === 2)
  await cluster.act('broken-1', 'stop')
  expect(waiting()[1]).toBe('was stopped; start it again')
  await cluster.stop()
  expect(cluster.servers().map(({ restarts }) => restarts)).toEqual([0, 0, 0])
})
