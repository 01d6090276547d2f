// Two hundred kills, restarts, joins and leaves, the master's included: after each the cluster converges.
import { expect, it } from 'vitest'
import { chatPlan, startCluster } from '../support/cluster.ts'
import { until } from '../support/until.ts'

const ROUNDS = 200

it('converges after every disturbance', async () => {
  await using running = await startCluster(chatPlan())
  const { cluster } = running
  let state = 7
  const random = (below: number): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.floor((state / 4_294_967_296) * below)
  }
  const alive = (): string[] =>
    cluster.servers().flatMap(({ id, pid }) => (pid !== null && id !== 'master-1' ? id : []))
  await running.converged(6)
  for (let round = 0; round < ROUNDS; round++) {
    const ids = alive()
    const id = ids[random(ids.length)] ?? 'chat-1'
    const choice = random(10)
    if (choice < 4) await cluster.act(id, 'kill')
    else if (choice < 6) await cluster.act(id, 'stop')
    else if (choice < 8) await cluster.act(id, 'restart')
    else if (choice < 9) await cluster.add('chat')
    else {
      await cluster.act('master-1', 'kill')
      await cluster.act('master-1', 'spawn')
    }
    for (const server of cluster.servers())
      if (server.pid === null && random(2) === 0) await cluster.act(server.id, 'spawn')
    if (alive().length === 0) await cluster.act('chat-1', 'spawn')
    await until(
      `round ${round} converges`,
      () => cluster.recorder.convergence.converged && cluster.recorder.convergence.total === alive().length,
      { within: 20_000, detail: () => running.describe() },
    )
  }
  expect(cluster.problems).toEqual([])
  expect(cluster.recorder.latestLines.filter((line) => line.t === 'gap')).toEqual([])
})
