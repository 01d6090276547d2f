// Pictures of the cluster screen in each of its states, in three sets of panels that together show every view.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { temporaryFolder, GroveProcess } from './grove.ts'
import { takeHomePictures } from './home-pictures.ts'
import { writeMinimalProject } from './minimal-project.ts'
import { countEvents, waitForConvergence } from './scenario.ts'
import type { HeaderEvent, TimelineEvent } from '../../src-main/timeline/index.ts'
import { syntheticTimeline } from './synthetic-timeline.ts'
import { syntheticTraffic } from './synthetic-traffic.ts'
import { until } from './until.ts'

type Scheme = 'light' | 'dark'

const ADDRESS = /http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/
const FOLDER = join('out', 'pictures')
const LOADING_EVENTS = 300_000
const CALLS = 30
/** Each view of the screen is in one of these. */
const PANELS = [
  { layout: 'Sequence', side: 'state', bottom: 'events' },
  { layout: 'Timeline', side: 'selection', bottom: 'logs' },
  { layout: 'Sequence', side: 'server', bottom: 'findings' },
  { layout: 'Map', side: 'call', bottom: 'calls' },
  { layout: 'Sequence', side: 'state', bottom: 'compare' },
  { layout: 'Map', side: 'state', bottom: 'notes' },
] as const

interface Screen {
  page: Page
  grove: GroveProcess
  /** Takes a picture of each set of panels. */
  take(state: string): Promise<void>
}

export async function takeStatePictures(browser: Browser, scheme: Scheme): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  await takeHomePictures(browser, scheme, FOLDER)
  await using folder = await temporaryFolder()
  const show = (args: string[], work: (screen: Screen) => Promise<void>) =>
    showScreen(browser, scheme, folder.path, args, work)
  const other = join(folder.path, 'other.ndjson')
  await writeRecording(other, syntheticTimeline({ servers: 5, crash: true }))
  await show(['--sample', 'chat'], (screen) => takeSample(screen, other))
  await show([await writeProject(folder.path, 'starting', 'await new Promise(() => {})')], takeStart)
  await show([await writeProject(folder.path, 'broken', `throw new Error('no table')`)], takeCrash)

  const recording = join(folder.path, 'large.ndjson')
  await writeRecording(recording, syntheticTraffic(LOADING_EVENTS, 24))
  await show([recording], takeLoading)
}

async function writeRecording(
  path: string,
  { header, events }: { header: HeaderEvent; events: Iterable<TimelineEvent> },
): Promise<void> {
  await writeFile(path, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** @param other the recording that it is compared with */
async function takeSample({ page, grove, take }: Screen, other: string): Promise<void> {
  await waitForConvergence(page, 6)
  const filter = page.getByTestId('search')
  await filter.fill('name:nothing')
  await take('empty-filter')
  await filter.fill('/(/')
  await take('error-filter')
  await filter.fill('')

  await page.getByTestId('add-bots').click()
  await page.getByTestId('tab-events').click()
  await until('bots call', async () => (await countEvents(page, 'rpc.call')) > CALLS)
  await page.getByTestId('action-kill-chat-2').click()
  await waitForConvergence(page, 6)
  await take('full-degraded')
  await page.getByTestId('action-spawn-chat-2').click()
  await waitForConvergence(page, 7)
  await page.getByTestId('server-chat-2').click()
  await take('full')
  await compareWith(page, join(other, '..', 'nothing.ndjson'))
  await page.getByRole('alert').waitFor()
  await take('error-compare')
  await page.getByRole('button', { name: 'Compare with another run…' }).click()
  await compareWith(page, other)
  await page.getByRole('grid', { name: 'What differs' }).waitFor()
  await take('comparing')
  await page.getByTestId('tab-events').click()
  await page.getByTestId('event-table').getByRole('row').nth(3).click()
  await take('full-past')
  await page.getByTestId('go-live').click()
  grove.child.kill('SIGKILL')
  await page.getByRole('region', { name: 'Launcher' }).waitFor()
  await take('frozen')
}

async function compareWith(page: Page, path: string): Promise<void> {
  await page.getByTestId('tab-compare').click()
  await page.getByRole('button', { name: 'Compare with a file…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill(path)
  await page.keyboard.press('Enter')
}

/** Returns the path of a project whose `table` servers run this first. */
async function writeProject(folder: string, name: string, first: string): Promise<string> {
  const path = join(folder, name)
  await writeMinimalProject(path)
  await writeFile(join(path, 'servers', 'table', 'lifecycle.ts'), `${first}\n`)
  return path
}

async function takeStart({ take }: Screen): Promise<void> {
  await take('empty-start')
}

async function takeCrash({ page, take }: Screen): Promise<void> {
  await until('a server has crashed', async () =>
    /crashed|failed/.test((await page.getByTestId('convergence').textContent()) ?? ''),
  )
  await take('error-crash')
}

/** The launcher is suspended while the page reads the recording. */
async function takeLoading({ grove, take }: Screen): Promise<void> {
  grove.child.kill('SIGSTOP')
  await take('loading').finally(() => grove.child.kill('SIGCONT'))
}

async function showScreen(
  browser: Browser,
  colorScheme: Scheme,
  state: string,
  args: string[],
  work: (screen: Screen) => Promise<void>,
): Promise<void> {
  const env = { GROVE_STATE: state }
  const grove = new GroveProcess(['ui', '--web', '--no-open', ...args], { env })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme })
  page.on('console', (message) => message.type() !== 'log' && process.stderr.write(`${message.text()}\n`))
  try {
    await grove.waitForOutput(ADDRESS)
    await page.goto(ADDRESS.exec(grove.stderr + grove.stdout)?.[0] ?? '')
    const trust = page.getByTestId('trust-start')
    await page.getByTestId('convergence').or(trust).waitFor()
    if (await trust.isVisible()) await trust.click()
    await page.getByTestId('convergence').waitFor()
    await work({ page, grove, take: (name) => takePanels(page, `${name}-${colorScheme}`) })
  } finally {
    await page.close()
    grove.child.kill('SIGINT')
    await grove.finished
  }
}

/** Takes each set of panels in English and in Chinese. */
async function takePanels(page: Page, name: string): Promise<void> {
  const language = page.getByTestId('language')
  for (const { layout, side, bottom } of PANELS) {
    await page.getByRole('group', { name: 'Layout' }).getByRole('button', { name: layout }).click()
    await page.getByTestId(`tab-${side}`).dispatchEvent('click')
    await page.getByTestId(`tab-${bottom}`).dispatchEvent('click')
    const path = join(FOLDER, `${name}-${side}-${bottom}`)
    await page.screenshot({ path: `${path}.png` })
    await language.dispatchEvent('click')
    await page.screenshot({ path: `${path}-zh.png` })
    await language.dispatchEvent('click')
  }
}
