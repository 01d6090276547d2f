// Orphans of a killed Grove on the first screen of the next one.
import { expect, it } from 'vitest'
import { GroveProcess, processesOf } from '../support/grove.ts'
import { ledgerOf } from '../support/ledger.ts'
import { unkillableServersReady, writeUnkillableProject } from '../support/unkillable-project.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

it('lists the processes that outlived launcher and reaper, and stops them on request', async () => {
  const project = await writeUnkillableProject(window.folder, ['unresponsive'])
  const killed = new GroveProcess(['up', project], { env: window.env })
  await killed.waitForOutput('converged')
  await unkillableServersReady(project, ['unresponsive'])
  const { reaper } = await ledgerOf(window.folder, 'unresponsive')
  for (const pid of [reaper?.pid, killed.child.pid]) process.kill(pid ?? 0, 'SIGKILL')
  await killed.finished

  await window.open([])
  await window.waitFor('orphan')
  expect(await window.text('orphan')).toMatch(/of “unresponsive”.*unresponsive-1 \(pid \d+\)/s)
  await window.click('stop-orphan')
  await until('it is gone', async () => (await window.page.getByTestId('orphan').count()) === 0)
  // Grove itself.
  expect(await processesOf(`GROVE_STATE=${window.folder}`)).toHaveLength(1)
  expect(window.pageErrors).toEqual([])
})
