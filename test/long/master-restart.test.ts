// The master of twenty busy servers is killed and restarted.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { brokenInvariants } from '../support/broken-invariants.ts'
import { callsOf, afterStartAllRuns, writeCallerProject } from '../support/chaos-project.ts'
import { startCluster, type RunningCluster } from '../support/cluster.ts'
import { until } from '../support/until.ts'

const SERVERS = 20
const ids = Array.from({ length: SERVERS }, (_, index) => `worker-${index + 1}`)

async function callsOfAll(folder: string) {
  return Promise.all(ids.map((id) => callsOf(folder, id)))
}

async function everybodyCalls(folder: string, more: number): Promise<void> {
  const before = await callsOfAll(folder)
  await until(`each server has made ${more} calls more`, async () => {
    const now = await callsOfAll(folder)
    return now.every(({ calls }, index) => calls >= (before[index]?.calls ?? 0) + more)
  })
}

/** When each server's registration was accepted by the master that came back, milliseconds after it listened. */
async function registeredAgain(running: RunningCluster, since: number): Promise<number[]> {
  const listening = await until('the new master listens', () =>
    running.events.find((event) => event.t === 'state' && event.to === 'listening' && event.at > since),
  )
  const began = listening.t === 'state' ? listening.at : 0
  const back = () =>
    running.events.flatMap((event) =>
      event.t === 'packet' && event.name === 'reconnect.ack' && event.received !== null ? event : [],
    )
  await until('all are registered again', () => new Set(back().map(({ to }) => to)).size === SERVERS, {
    detail: () => running.describe(),
  })
  return back().map(({ received }) => ((received ?? Infinity) - began) / 1e6)
}

it('a master restart loses no server and no call, and all are back within 5 s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'grove-callers-'))
  try {
    const plan = await writeCallerProject(folder, SERVERS, 50)
    await using running = await startCluster(plan, { directory: folder })
    const { cluster } = running
    await running.converged(SERVERS)
    await until(
      'everybody heard that all have started',
      async () => (await afterStartAllRuns(folder)).length === SERVERS,
    )
    const since = cluster.recorder.now()
    await everybodyCalls(folder, 5)

    await cluster.act('master-1', 'kill')
    await everybodyCalls(folder, 20)
    await cluster.act('master-1', 'spawn')
    const after = await registeredAgain(running, since)
    expect(Math.max(...after), 'milliseconds from listening to the last ack').toBeLessThan(5_000)
    await running.converged(SERVERS)
    await everybodyCalls(folder, 20)

    const lost = running.events.filter(
      (event) =>
        event.t === 'view' && event.at > since && event.process !== 'master-1' && event.removed.length > 0,
    )
    expect(lost).toEqual([])
    expect((await callsOfAll(folder)).flatMap(({ failed }) => failed)).toEqual([])
    expect((await afterStartAllRuns(folder)).toSorted()).toEqual(
      ids.map((id) => `${id} ${running.pidOf(id)}`).toSorted(),
    )
    expect(brokenInvariants(running.events)).toEqual([])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
