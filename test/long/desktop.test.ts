// The built Electron shell (main and preload) with the real host, on the Electron stand-in.
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseTimeline } from '../support/parse-timeline.ts'
import { Desktop } from '../support/electron-stand-in/launch.ts'
import { processesOf, temporaryFolder } from '../support/grove.ts'
import { killAndRespawn } from '../support/scenario.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

it('shows a kill and a respawn, exports over IPC, and leaves no process after quitting', async () => {
  const desktop = await Desktop.launch('out/main/electron.js', {
    args: ['--sample', 'chat'],
    env: { GROVE_STATE: folder.path },
  })
  await killAndRespawn(desktop.page)
  await desktop.page.getByTestId('export').click()
  const [saved] = await Promise.all([
    desktop.page.waitForEvent('download'),
    desktop.page.getByTestId('command-export.ndjson').click(),
  ])
  const { events } = parseTimeline(await readFile(await saved.path(), 'utf8'))
  expect(events.filter((event) => event.t === 'process' && event.event === 'spawned')).toHaveLength(8)
  expect(await desktop.close()).toBe(0)
  expect(await processesOf(`GROVE_STATE=${folder.path}`)).toEqual([])
})

it('freezes while its main process does not answer, and goes on with what is true then', async () => {
  const desktop = await Desktop.launch('out/main/electron.js', {
    args: ['--sample', 'minimal'],
    env: { GROVE_STATE: folder.path },
  })
  const verdict = desktop.page.getByRole('group', { name: 'Verdict' })
  await verdict.getByText('all 3 servers know each other').waitFor({ timeout: 20_000 })
  const notice = desktop.page.getByRole('alert')
  desktop.child.kill('SIGSTOP')
  await notice.getByText('the launcher does not answer').waitFor({ timeout: 5_000 })
  expect(await verdict.textContent()).toMatch(/Unknown\s*last known: Running/)
  desktop.child.kill('SIGCONT')
  await notice.waitFor({ state: 'detached', timeout: 5_000 })
  expect(await verdict.textContent()).toMatch(/Running/)
  expect(await desktop.close()).toBe(0)
})
