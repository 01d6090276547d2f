// The browser mode as a user has it: `grove ui`, a real browser, real clicks, real processes.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseTimeline } from '../../src-main/timeline/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { GroveProcess, processesOf, temporaryFolder } from '../support/grove.ts'
import { killsAndRestarts, seesConvergence } from '../support/scenario.ts'
import { until } from '../support/until.ts'

let browser: Browser
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let grove: GroveProcess | undefined
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

beforeEach(async () => {
  folder = await temporaryFolder()
  complaints.length = 0
})
afterEach(async () => {
  await page?.context().close()
  grove?.child.kill('SIGINT')
  await grove?.finished
  expect(await processesOf(`GROVE_STATE=${folder.path}`)).toEqual([])
  await folder[Symbol.asyncDispose]()
})

/** Opens the address that `grove ui` prints. */
async function open(args: string[], options: { address?: (url: string) => string } = {}): Promise<Page> {
  grove = new GroveProcess(['ui', '--web', '--no-open', ...args], { env: { GROVE_STATE: folder.path } })
  await grove.says(/http:\/\/127\.0\.0\.1:\d+\/#\S+/)
  const url = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(grove.stderr + grove.stdout)?.[0] ?? ''
  page = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true })
  ).newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(options.address?.(url) ?? url)
  return page
}

async function project(files: Record<string, string>): Promise<string> {
  const directory = join(folder.path, 'a project')
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(directory, name, '..'), { recursive: true })
    await writeFile(join(directory, name), text)
  }
  return directory
}

const see = (id: string): Promise<void> => page.getByTestId(id).first().waitFor({ timeout: 20_000 })

/** The text of the one message; a stack would be of no use to anybody. */
async function onlyProblem(): Promise<string> {
  const text = (await page.getByTestId('problem').first().textContent()) ?? ''
  expect(await page.getByTestId('problem').count()).toBe(1)
  expect(text).not.toMatch(/\n\s+at /)
  return text
}

describe('the sample', () => {
  it('starts by one click on the first screen, and shows each process and packet', async () => {
    await open([])
    await page.getByTestId('start-sample').click()
    await seesConvergence(page, 6)
    expect(Number(await page.getByTestId('flow').getAttribute('data-lanes'))).toBe(7)
    expect(Number(await page.getByTestId('flow').getAttribute('data-arrows'))).toBeGreaterThan(40)
    expect(page.url()).not.toContain('token')
    expect(complaints).toEqual([])
  })

  it('a killed chat server ends its lane, is removed everywhere, and comes back', async () => {
    await open(['--sample', 'chat'])
    await killsAndRestarts(page)
    expect(complaints).toEqual([])
  })

  it('adds, stops and restarts by click, and stops the whole cluster', async () => {
    await open(['--sample', 'chat'])
    await seesConvergence(page, 6)
    await page.getByTestId('add-chat').click()
    await seesConvergence(page, 7)
    await page.getByTestId('action-stop-gate-1').click()
    await seesConvergence(page, 6)
    await page.getByTestId('action-restart-connector-1').click()
    await until('connector-1 was restarted', async () =>
      (await page.getByTestId('lane-connector-1').textContent())?.includes('started'),
    )
    await seesConvergence(page, 6)
    await page.getByTestId('stop-cluster').click()
    await until('it ended', async () =>
      /ended|stopped/i.test((await page.getByTestId('status').textContent()) ?? ''),
    )
    expect(complaints).toEqual([])
  })

  it('saves the timeline in three formats, and opens it again read-only', async () => {
    await open(['--sample', 'chat'])
    await seesConvergence(page, 6)
    const saved: Record<string, string> = {}
    for (const format of ['ndjson', 'mermaid', 'chrome-trace']) {
      await page.getByTestId('export').click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByTestId(`export-${format}`).click(),
      ])
      saved[format] = await readFile((await download.path()) ?? '', 'utf8')
    }
    const timeline = parseTimeline(saved['ndjson'] ?? '')
    expect(
      timeline.events.filter((event) => event.t === 'process' && event.event === 'spawned'),
    ).toHaveLength(7)
    expect(saved['mermaid']).toMatch(/^sequenceDiagram/)
    expect(JSON.parse(saved['chrome-trace'] ?? '')).toHaveProperty('traceEvents')

    await writeFile(join(folder.path, 'saved.ndjson'), saved['ndjson'] ?? '')
    await page.context().close()
    grove?.child.kill('SIGINT')
    await grove?.finished
    await open([join(folder.path, 'saved.ndjson')])
    await see('read-only')
    await until(
      'all seven lanes are drawn',
      async () => (await page.getByTestId('flow').getAttribute('data-lanes')) === '7',
    )
    expect(await page.getByTestId('action-kill-chat-2').count()).toBe(0)
  })

  it('an arrow opens by keyboard: names, latency, payload without secrets', async () => {
    await open(['--sample', 'chat'])
    await seesConvergence(page, 6)
    await page.getByTestId('search').fill('register.ack')
    await page.getByTestId('event-table').getByText('register.ack').first().click()
    await see('detail')
    expect(await page.getByTestId('detail').textContent()).toMatch(/latency/i)
    await page.getByTestId('search').fill('register')
    await page.getByTestId('event-table').getByText('register', { exact: true }).first().click()
    await until('the payload is redacted', async () =>
      (await page.getByTestId('detail').textContent())?.includes('[redacted]'),
    )
  })
})

describe("a folder of the user's", () => {
  it('shows what would run, runs nothing before it is trusted, and asks once', async () => {
    const directory = await project({
      'grove.json': JSON.stringify({ name: 'mine', servers: { worker: { count: 2 } } }),
      'servers/worker/remote/work.js': `import { writeFileSync } from 'node:fs'\nwriteFileSync('it-ran', '')\nexport default () => ({ ping: () => 'pong' })\n`,
    })
    await open([directory])
    await see('trust-start')
    const preview = await page.locator('main').textContent()
    expect(preview).toContain('worker')
    expect(preview).toContain('servers/worker/remote/work.js')
    await expect(readFile(join(directory, 'it-ran'))).rejects.toThrow('ENOENT')
    await page.getByTestId('trust-start').click()
    await seesConvergence(page, 2)
    await expect(readFile(join(directory, 'it-ran'), 'utf8')).resolves.toBe('')
    await page.context().close()
    grove?.child.kill('SIGINT')
    await grove?.finished
    await open([directory])
    await seesConvergence(page, 2)
  })

  it('an unknown field of the plan is one clear message, and nothing can be started', async () => {
    const plan = JSON.stringify({ name: 'x', servers: { a: { prot: 1 } } })
    await open([await project({ 'grove.json': plan })])
    await see('problem')
    expect(await onlyProblem()).toMatch(/grove\.json.*servers\.a\.prot.*allowed/s)
  })

  it('without a plan is told when it is picked, and cannot be opened', async () => {
    const directory = await project({ 'readme.txt': 'nothing' })
    await open([])
    await page.getByTestId('open-folder').click()
    await page.getByTestId('picker-path').fill(directory)
    await page.getByTestId('picker-path').press('Enter')
    await page.getByText('No grove.json in this folder.').waitFor()
    expect(await page.getByTestId('picker-open').isDisabled()).toBe(true)
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
  ])('%s is one clear message', async (_, group, code, mentions) => {
    const directory = await project({
      'grove.json': JSON.stringify({ name: 'x', servers: { worker: { count: 1, ...group } } }),
      'servers/worker/remote/work.js': code,
    })
    await open([directory])
    await page.getByTestId('trust-start').click()
    await see('problem')
    const problem = await onlyProblem()
    for (const mention of mentions) expect(problem).toContain(mention)
    expect(problem).not.toContain('guess')
  })
})

it('a port in use is one clear message in the page', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  const plan = JSON.stringify({ name: 'x', servers: { worker: { count: 1, port } } })
  await open([await project({ 'grove.json': plan })])
  await page.getByTestId('trust-start').click()
  await see('problem')
  expect(await onlyProblem()).toContain(`port ${port} on 127.0.0.1 is already in use`)
  taken.close()
})

it('without the token the page says how to get in, and shows nothing', async () => {
  await open([], { address: (url) => url.replace(/#.*/, '#token=wrong') })
  await see('locked')
  expect(await page.getByTestId('locked').textContent()).toContain('grove ui')
})
