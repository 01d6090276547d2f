// Suspended processes with the default timers.
import { expect, it } from 'vitest'
import type { RunningCluster } from '../support/cluster.ts'
import { chatPlan, startCluster } from '../support/cluster.ts'
import { until } from '../support/until.ts'

const MEMBERS = ['chat-1', 'chat-2', 'chat-3', 'connector-1', 'connector-2', 'gate-1']

/** When each of the others, and the master's registry, lost this server; nanoseconds since the run's beginning. */
function lossesOf(running: RunningCluster, id: string): Map<string, number> {
  const losses = new Map<string, number>()
  for (const event of running.events) {
    if (event.t === 'view' && event.removed.some((gone) => gone.id === id))
      losses.set(event.process, event.at)
  }
  return losses
}

async function lostEverywhere(running: RunningCluster, id: string): Promise<number> {
  const others = ['master-1', ...MEMBERS.filter((one) => one !== id)]
  await until(`${id} is out of every view`, () => others.every((one) => lossesOf(running, id).has(one)), {
    detail: () => running.describe(),
  })
  return Math.max(...lossesOf(running, id).values())
}

function removalsFrom(running: RunningCluster, since: number): string[] {
  return running.events.flatMap((event) =>
    event.t === 'view' && event.at > since && event.process !== 'master-1'
      ? event.removed.map(({ id }) => `${event.process} lost ${id}`)
      : [],
  )
}

it('a suspended server leaves all views within 5 s and returns when it resumes', async () => {
  await using running = await startCluster(chatPlan())
  await running.converged(6)
  const pid = running.pidOf('chat-2')
  const pausedAt = running.cluster.recorder.now()
  process.kill(pid, 'SIGSTOP')

  const lostAt = await lostEverywhere(running, 'chat-2')
  expect((lostAt - pausedAt) / 1e6, 'milliseconds from SIGSTOP to the last removal').toBeLessThan(5_000)
  expect(running.pidOf('chat-2')).toBe(pid)

  process.kill(pid, 'SIGCONT')
  await running.converged(6)
  const instances = running.events.flatMap((event) =>
    event.t === 'state' && event.process === 'chat-2' ? event.instance : [],
  )
  expect(new Set(instances).size, 'lives of chat-2').toBe(1)
})

it('a killed server leaves all views at once', async () => {
  await using running = await startCluster(chatPlan())
  await running.converged(6)
  const killedAt = running.cluster.recorder.now()
  process.kill(running.pidOf('chat-2'), 'SIGKILL')
  const lostAt = await lostEverywhere(running, 'chat-2')
  expect((lostAt - killedAt) / 1e6, 'milliseconds from SIGKILL to the last removal').toBeLessThan(1_000)
})

it('servers notice a suspended master within 5 s, keep their views, and return when it resumes', async () => {
  await using running = await startCluster(chatPlan())
  await running.converged(6)
  const { recorder } = running.cluster
  const pid = running.pidOf('master-1')
  const pausedAt = recorder.now()
  process.kill(pid, 'SIGSTOP')
  const noticed = () =>
    running.events.flatMap((event) =>
      event.t === 'state' && event.at > pausedAt && event.to === 'reconnecting' ? event : [],
    )
  await until('every server has noticed', () => new Set(noticed().map((event) => event.process)).size === 6, {
    detail: () => running.describe(),
  })
  const last = Math.max(...noticed().map(({ at }) => at))
  expect((last - pausedAt) / 1e6, 'milliseconds from SIGSTOP to the last notice').toBeLessThan(5_000)

  const wokeAt = recorder.now()
  process.kill(pid, 'SIGCONT')
  const back = () =>
    running.events.flatMap((event) =>
      event.t === 'packet' && event.name === 'reconnect.ack' && event.received !== null ? event.to : [],
    )
  await until('every server is registered again', () => MEMBERS.every((id) => back().includes(id)), {
    detail: () => running.describe(),
  })
  await running.converged(6)
  expect(
    removalsFrom(running, pausedAt),
    `removals, of which those after ${wokeAt} are the waking master's`,
  ).toEqual([])
})
