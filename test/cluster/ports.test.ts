// Automatic and numbered ports of real processes.
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chatPlan, startCluster, type RunningCluster } from '../support/cluster.ts'
import { grove, temporaryFolder } from '../support/grove.ts'
import { startListeningProcess, writeOrphanedRun } from '../support/orphaned-run.ts'
import { writeUnkillableProject } from '../support/unkillable-project.ts'
import { until } from '../support/until.ts'

const plan = chatPlan({ connector: 1, chat: 1 })

function portsOf({ cluster }: RunningCluster): Record<string, number | null> {
  return Object.fromEntries(cluster.servers().map(({ id, port }) => [id, port]))
}

it('a project reuses its automatic ports; a server whose port is in use takes another and reports it', async () => {
  await using folder = await temporaryFolder()
  const first = await startCluster(plan, { state: folder.path })
  await first.converged(3)
  const ports = portsOf(first)
  await first[Symbol.asyncDispose]()

  const taker = createServer().listen(ports['chat-1'] ?? 0, '127.0.0.1')
  await once(taker, 'listening')
  await using again = await startCluster(plan, { state: folder.path })
  await again.converged(3)
  const { 'chat-1': other, ...same } = portsOf(again)
  expect({ ...same, 'chat-1': ports['chat-1'] }).toEqual(ports)
  expect(other).not.toBe(ports['chat-1'])
  const told = await until('it is said', () => again.events.find((event) => event.t === 'log'))
  expect(told).toMatchObject({ process: 'chat-1', level: 'warn' })
  expect(told.t === 'log' && told.text).toContain(`port ${ports['chat-1']} of the last run is in use`)
  // In this run it comes back where it is now.
  await again.cluster.act('chat-1', 'restart')
  await again.converged(3)
  expect(portsOf(again)['chat-1']).toBe(other)
  taker.close()
})

it('an orphan on a port of the plan is named, and --free-port stops it', async () => {
  await using folder = await temporaryFolder()
  using orphan = await startListeningProcess()
  const { pid, startTime, port, child } = orphan
  const state = join(folder.path, 'state')
  await writeOrphanedRun(state, [{ id: 'idle-1', pid, startTime }])
  const project = await writeUnkillableProject(folder.path, ['idle'], { port })
  const up = ['up', project, '--exit-when-ready']
  const env = { GROVE_STATE: state }
  const refused = await grove(up, { env })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(
    new RegExp(`Port ${port} on 127.0.0.1 is used by .*node.*\\(pid ${pid}, started`),
  )
  expect(refused.stderr).toContain('your orphan of 2026-01-01')
  expect(child.exitCode).toBe(null)
  const freed = await grove([...up, '--free-port'], { env })
  expect(freed.stderr).toContain(`Stopped idle-1 (pid ${pid}), which held port ${port}.`)
  expect(freed.code).toBe(0)
})
