// Thousands of strangers' sockets at the ports of master and servers whose descriptors are limited (PROTOCOL.md §2).
import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { chatPlan, startCluster, type RunningCluster } from '../support/cluster.ts'
import { portsOf } from '../support/squatted-cluster.ts'
import { Strangers } from '../support/strangers.ts'
import { until } from '../support/until.ts'

const COUNTS = { gate: 1, connector: 2, chat: 3 }
const SERVERS = 6
const MAX_DESCRIPTORS = 1_024
const SOCKETS_PER_PORT = 2_000
const BURSTS = 3
/** Refusals are reported once a second by each listener. */
const MAX_BURST_SECONDS = 20

function limitDescriptors(running: RunningCluster): void {
  for (const { id } of running.cluster.servers()) {
    const limit = `--nofile=${MAX_DESCRIPTORS}:${MAX_DESCRIPTORS}`
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(running.pidOf(id)), limit])
    if (status !== 0) throw new Error(stderr.toString())
  }
}

it('strangers at every port cost no member its connection, and keep nobody out', async () => {
  await using running = await startCluster(chatPlan(COUNTS))
  await running.converged(SERVERS)
  limitDescriptors(running)
  const since = running.cluster.recorder.now()
  const ports = [...portsOf(running).values()]
  using strangers = new Strangers()
  for (let burst = 0; burst < BURSTS; burst++) {
    for (const port of ports) strangers.open(port, SOCKETS_PER_PORT)
    // A member joins during the burst.
    await running.cluster.act('chat-1', 'restart')
    await running.converged(SERVERS)
    await until('every stranger is cut off', () => strangers.openCount === 0, { within: 20_000 })
  }
  expect(strangers.count).toBeGreaterThan(BURSTS * SOCKETS_PER_PORT)
  const lost = running.events.flatMap((event) =>
    event.t === 'state' && event.at > since && ['reconnecting', 'failed'].includes(event.to)
      ? event.process
      : [],
  )
  expect(lost, 'members that lost the master').toEqual([])
  const refusals = running.events.filter((event) => event.t === 'link' && event.event === 'refused')
  expect(refusals.length).toBeLessThan(ports.length * BURSTS * MAX_BURST_SECONDS)
})
