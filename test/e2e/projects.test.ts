// Project folders in the window: preview, trust, problems, a new project, and one of Pomelo.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startListeningProcess, writeOrphanedRun } from '../support/orphaned-run.ts'
import { serverState, waitForConvergence } from '../support/scenario.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

describe('a project folder', () => {
  it('shows what would run, runs nothing before it is trusted, and asks only once', async () => {
    const directory = await window.project({
      'grove.json': JSON.stringify({ name: 'mine', servers: { worker: { count: 2 } } }),
      'servers/worker/remote/work.js': `import { writeFileSync } from 'node:fs'\nwriteFileSync('it-ran', '')\nexport default () => ({ ping: () => 'pong' })\n`,
    })
    await window.open([directory])
    await window.waitFor('trust-start')
    const preview = await window.page.locator('main').textContent()
    expect(preview).toContain('worker')
    expect(preview).toContain('servers/worker/remote/work.js')
    await expect(readFile(join(directory, 'it-ran'))).rejects.toThrow('ENOENT')
    await window.click('trust-start')
    await waitForConvergence(window.page, 2)
    await expect(readFile(join(directory, 'it-ran'), 'utf8')).resolves.toBe('')
    await window.open([directory])
    await waitForConvergence(window.page, 2)
  })

  it('reports an unknown field of the plan in one message', async () => {
    const plan = JSON.stringify({ name: 'x', servers: { a: { prot: 1 } } })
    await window.open([await window.project({ 'grove.json': plan })])
    expect(await window.onlyProblem()).toMatch(/grove\.json.*servers\.a\.prot.*did you mean port/s)
  })

  it('without a plan cannot be opened from the picker', async () => {
    const directory = await window.project({ 'readme.txt': 'nothing' })
    await window.open([])
    await window.click('open-folder')
    await window.page.getByTestId('picker-path').fill(directory)
    await window.page.getByTestId('picker-path').press('Enter')
    await window.page.getByText('No grove.json in this folder.').waitFor()
    expect(await window.page.getByTestId('picker-open').isDisabled()).toBe(true)
  })

  it.each([
    [
      'a file that throws',
      { port: 'auto' },
      `throw new Error('no such table')\nexport default () => ({})\n`,
      ['no such table', 'work.js:1'],
    ],
    [
      'a wrong token',
      { port: 'auto', env: { GROVE_TOKEN: 'guess' } },
      'export default () => ({})\n',
      ['token'],
    ],
  ])('reports %s in one message', async (_, group, code, mentions) => {
    const directory = await window.project({
      'grove.json': JSON.stringify({ name: 'x', servers: { worker: { count: 1, ...group } } }),
      'servers/worker/remote/work.js': code,
    })
    await window.open([directory])
    await window.click('trust-start')
    const problem = await window.onlyProblem()
    for (const mention of mentions) expect(problem).toContain(mention)
    expect(problem).not.toContain('guess')
  })
})

it('explains a port in use, stops the orphan that uses it, and then starts the server', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  using orphan = await startListeningProcess()
  await writeOrphanedRun(window.folder, [{ id: 'idle-1', pid: orphan.pid, startTime: orphan.startTime }])
  const servers = { worker: { count: 1, port: orphan.port }, other: { count: 1, port } }
  const directory = await window.project({
    'grove.json': JSON.stringify({ name: 'x', servers }),
    'servers/worker/remote/work.js': 'export default () => ({})\n',
  })
  const page = await window.open([directory])
  await window.click('trust-start')
  const problems = page.getByTestId('problem')
  await problems.nth(1).waitFor()
  expect(await problems.allTextContents()).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`Port ${port} on 127.0.0.1 is used by`),
      expect.stringMatching(`Port ${orphan.port} .*your orphan of 2026-01-01`),
    ]),
  )
  expect(await page.getByTestId('free-port').allTextContents()).toEqual([`Stop it (pid ${orphan.pid})`])
  await window.click('free-port')
  await window.click('start-freed')
  await until('worker-1 has started', async () => (await serverState(page, 'worker-1')) === 'started')
  await until('only the other problem is shown', async () => (await problems.count()) === 1)
  taken.close()
})

describe('a new project', () => {
  it('is created from a template and starts', async () => {
    const page = await window.open([])
    await window.click('new-project')
    await window.click('template-minimal')
    const directory = join(window.folder, 'greetings')
    await page.getByTestId('new-folder').fill(directory)
    await window.click('make-project')
    await waitForConvergence(page, 3)
    expect(await readFile(join(directory, 'grove.json'), 'utf8')).toContain('greetings')
    expect(window.pageErrors).toEqual([])
  })

  it('of Pomelo shows what would run, with notes, and is saved as a plan that runs it unmodified', async () => {
    const chat = [{ id: 'chat-server-1', host: '127.0.0.1', port: 6050, cpu: 1 }]
    const directory = await window.project({
      'app.js': 'process.exit(99)',
      'config/servers.json': JSON.stringify({ development: { chat } }),
      'config/master.json': JSON.stringify({ id: 'master-server-1', host: '127.0.0.1', port: 3005 }),
      'node_modules/pomelo/package.json': JSON.stringify({ version: '2.2.7' }),
    })
    await window.open([directory])
    await window.waitFor('import-notes')
    expect(await window.text('import-notes')).toContain('servers.chat has cpu')
    await window.click('import-plan')
    await until('the plan is written', () => existsSync(join(directory, 'grove.json')))
    expect(JSON.parse(await readFile(join(directory, 'grove.json'), 'utf8'))).toMatchObject({ pomelo: {} })
    expect(window.pageErrors).toEqual([])
  })
})
