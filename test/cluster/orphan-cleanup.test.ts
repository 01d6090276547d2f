// Orphans that outlive the reaper: the next start finds them by pid and start time, and stops them on request.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createHost } from '../../src-main/host/host.ts'
import { grove, GroveProcess, processesOf, temporaryFolder } from '../support/grove.ts'
import { unkillableServersReady, writeUnkillableProject } from '../support/unkillable-project.ts'
import { ledgerOf } from '../support/ledger.ts'
import { until } from '../support/until.ts'

it('after launcher and reaper were killed, the next start names the orphans and stops only them', async () => {
  await using folder = await temporaryFolder()
  const state = join(folder.path, 'state')
  const env = { GROVE_STATE: state }
  const idle = await writeUnkillableProject(folder.path, ['idle'])
  const hard = await writeUnkillableProject(folder.path, ['unresponsive', 'parent'])
  const [other, killed] = [idle, hard].map((project) => new GroveProcess(['up', project], { env }))
  await Promise.all([other?.waitForOutput('converged'), killed?.waitForOutput('converged')])
  await unkillableServersReady(hard, ['unresponsive', 'parent'])
  const { reaper, processes } = await ledgerOf(state, 'unresponsive-parent')
  for (const pid of [reaper?.pid, killed?.child.pid]) process.kill(pid ?? 0, 'SIGKILL')
  await killed?.finished

  const host = createHost({ shell: 'web', state })
  const unresponsive = processes.find(({ id }) => id === 'unresponsive-1')
  // The master and the parent heard that their channel closed; the unresponsive one, and the parent's two children, stay.
  const left = await until(
    'three are left',
    async () => {
      const [left] = await host.api.orphans()
      return left?.processes.length === 3 && left
    },
    { within: 5_000 },
  )
  expect(left).toMatchObject({ name: 'unresponsive-parent', directory: hard })
  expect(left.processes.map(({ id }) => id)).toEqual(['unresponsive-1', null, null])
  expect(left.processes[0]?.pid).toBe(unresponsive?.pid)

  const again = ['up', idle, '--exit-when-ready']
  const told = await grove(again, { env })
  expect(told).toMatchObject({ code: 0 })
  expect(told.stderr).toMatch(
    /Still running: orphans of "unresponsive-parent", started \d\d:\d\d \(unresponsive-1, .*grove up --sweep/,
  )
  const swept = await grove([...again, '--sweep'], { env })
  expect(swept).toMatchObject({ code: 0 })
  expect(swept.stderr).toMatch(/Stopped orphans of "unresponsive-parent"/)
  expect(await host.api.orphans()).toEqual([])

  const mine = (await ledgerOf(state, 'idle')).processes.map(({ pid }) => pid)
  const running = await processesOf(`GROVE_STATE=${state}`)
  expect(running).toHaveLength(4)
  expect(running).toEqual(expect.arrayContaining([other?.child.pid, ...mine]))
  other?.child.kill('SIGTERM')
  expect(await other?.finished).toMatchObject({ code: 143 })
  expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
})
