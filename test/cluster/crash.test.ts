// Crashes and restarts of real processes, as other servers and the recording see them.
import { expect, it } from 'vitest'
import type { ProcessPhase, TimelineEvent } from '../../src-main/timeline/index.ts'
import { chatPlan, startCluster } from '../support/cluster.ts'
import { until } from '../support/until.ts'

it('a killed server leaves every view at once and returns as a new instance', async () => {
  await using running = await startCluster(chatPlan())
  await running.converged(6)
  const pid = running.pidOf('chat-2')
  const killedAt = running.cluster.recorder.now()

  await running.cluster.act('chat-2', 'kill')
  await running.converged(5)
  // A packet's row is written when both ends have told of it, which may be after the views have.
  const told = (): TimelineEvent[] =>
    running.events.filter((event) => event.t === 'packet' && event.name === 'removeServer')
  const removals = await until('all five were told', () => told().length === 5 && told())
  expect(removals.map((event) => event.t === 'packet' && event.to).toSorted()).toEqual(
    ['chat-1', 'chat-3', 'connector-1', 'connector-2', 'gate-1'].toSorted(),
  )
  const slowest = Math.max(
    ...removals.map((event) => (event.t === 'packet' ? (event.received ?? Infinity) : 0)),
  )
  expect((slowest - killedAt) / 1e6, 'milliseconds from the kill to the last removal').toBeLessThan(1_000)
  const exited = running.events.findLast((event) => event.t === 'process' && event.event === 'exited')
  expect(exited).toMatchObject({ process: 'chat-2', pid, signal: 'SIGKILL' })
  expect(exited, 'it had no time to report its memory').toMatchObject({ memory: undefined })

  await running.cluster.act('chat-2', 'spawn')
  await running.converged(6)
  const lives = new Set(
    running.events.flatMap((event) =>
      event.t === 'state' && event.process === 'chat-2' ? event.instance : [],
    ),
  )
  expect(lives.size).toBe(2)
})

it('a stopped server unsubscribes, a restarted one returns, an added one gets the next number', async () => {
  await using running = await startCluster(chatPlan({ connector: 1, chat: 1 }))
  await running.converged(3)
  await running.cluster.act('chat-1', 'stop')
  await running.converged(2)
  expect(running.cluster.servers().find(({ id }) => id === 'chat-1')).toMatchObject({
    status: 'exited',
    exit: { code: 0 },
    problem: null,
  })
  const memory = (of: ProcessPhase) =>
    running.events.flatMap((event) =>
      event.t === 'process' && event.process === 'chat-1' && event.event === of ? event.memory : [],
    )
  for (const phase of ['ready', 'exited'] as const) expect(memory(phase)).toEqual([expect.any(Number)])
  expect(memory('exited')[0]).toBeGreaterThan(10 * 1024 ** 2)

  await running.cluster.act('connector-1', 'restart')
  await running.converged(2)
  expect(await running.cluster.add('chat')).toBe('chat-2')
  await running.converged(3)
  await running.cluster.act('chat-1', 'spawn')
  await running.converged(4)
})

it('a killed master returns on its port; no view loses a running server, and all register again', async () => {
  await using running = await startCluster(chatPlan())
  await running.converged(6)
  await running.cluster.act('master-1', 'kill')
  await until(
    'all servers try to reconnect',
    () => running.cluster.servers().filter(({ status }) => status === 'reconnecting').length === 6,
    { detail: () => running.describe() },
  )
  const since = running.cluster.recorder.now()
  await running.cluster.act('master-1', 'spawn')
  await until(
    'all six are registered at the new master',
    () => {
      const { converged, total } = running.cluster.recorder.convergence
      const back = running.events.filter((event) => event.t === 'packet' && event.name === 'reconnect.ack')
      return converged && total === 6 && back.length === 6
    },
    { within: 15_000, detail: () => running.describe() },
  )
  const lost = running.events.filter(
    (event) =>
      event.t === 'view' && event.at > since && event.process !== 'master-1' && event.removed.length > 0,
  )
  expect(lost).toEqual([])
  const startedAll = running.events.filter((event) => event.t === 'step' && event.step === 'startOverHeard')
  expect(startedAll).toHaveLength(6)
})

it('a server without a port is in every view and has no proxy', async () => {
  await using running = await startCluster(chatPlan({ connector: 1, chat: 1 }))
  await running.converged(3)
  const learned = running.events.filter(
    (event) => event.t === 'view' && event.added.some(({ id }) => id === 'gate-1'),
  )
  expect(new Set(learned.map((event) => event.t === 'view' && event.process)).size).toBe(4)
  expect(running.events.filter((event) => event.t === 'proxy' && event.server === 'gate-1')).toEqual([])
  expect(running.events.filter((event) => event.t === 'proxy' && event.server === 'chat-1').length).toBe(3)
})
