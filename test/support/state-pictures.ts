// Pictures of the cluster screen in each of its states, in three sets of panels that together show every view.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { temporaryFolder } from './grove.ts'
import { takeHomePictures } from './home-pictures.ts'
import { writeMinimalProject } from './minimal-project.ts'
import { PICTURES, showScreen, type Scheme, type Screen } from './picture-screen.ts'
import { countEvents, waitForConvergence } from './scenario.ts'
import type { HeaderEvent, TimelineEvent } from '../../src-main/timeline/index.ts'
import { syntheticTimeline } from './synthetic-timeline.ts'
import { syntheticTraffic } from './synthetic-traffic.ts'
import { until } from './until.ts'
import { takeLargeMap, takeViews } from './view-pictures.ts'

const LOADING_EVENTS = 300_000
const CALLS = 30

export async function takeStatePictures(browser: Browser, scheme: Scheme): Promise<void> {
  await mkdir(PICTURES, { recursive: true })
  await takeHomePictures(browser, scheme, PICTURES)
  await using folder = await temporaryFolder()
  const show = (args: string[], work: (screen: Screen) => Promise<void>) =>
    showScreen(browser, scheme, folder.path, args, work)
  const other = join(folder.path, 'other.ndjson')
  await writeRecording(other, syntheticTimeline({ servers: 5, crash: true }))
  await show(['--sample', 'chat'], (screen) => takeSample(screen, other))
  await show(['--sample', 'chat'], takeViews)
  await show([await writeProject(folder.path, 'starting', 'await new Promise(() => {})')], takeStart)
  await show([await writeProject(folder.path, 'broken', `throw new Error('no table')`)], takeCrash)

  const recording = join(folder.path, 'large.ndjson')
  await writeRecording(recording, syntheticTraffic(LOADING_EVENTS, 24))
  await show([recording], takeLoading)
  const many = join(folder.path, 'many.ndjson')
  await writeRecording(many, syntheticTimeline({ servers: 104 }))
  await show([many], takeLargeMap)
}

async function writeRecording(
  path: string,
  { header, events }: { header: HeaderEvent; events: Iterable<TimelineEvent> },
): Promise<void> {
  await writeFile(path, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** @param other the recording that it is compared with */
async function takeSample({ page, grove, take, takePanels }: Screen, other: string): Promise<void> {
  await waitForConvergence(page, 6)
  const filter = page.getByTestId('search')
  await filter.fill('name:nothing')
  await takePanels('empty-filter')
  await filter.fill('/(/')
  await takePanels('error-filter')
  await filter.fill('')

  await page.getByTestId('add-bots').click()
  await page.getByTestId('tab-events').click()
  await until('bots call', async () => (await countEvents(page, 'rpc.call')) > CALLS)
  await page.getByTestId('action-kill-chat-2').click()
  await waitForConvergence(page, 6)
  await takePanels('full-degraded')
  await page.getByTestId('action-spawn-chat-2').click()
  await waitForConvergence(page, 7)
  await page.getByTestId('server-chat-2').click()
  await takePanels('full')
  await compareWith(page, join(other, '..', 'nothing.ndjson'))
  await page.getByRole('alert').waitFor()
  await takePanels('error-compare')
  await page.getByTestId('tab-compare').click()
  await page.getByRole('button', { name: 'Compare with another run…' }).click()
  const comparing = compareWith(page, other, () => grove.child.kill('SIGSTOP'))
  await comparing.then(() => take('loading-compare')).finally(() => grove.child.kill('SIGCONT'))
  await page.getByRole('grid', { name: 'What differs' }).waitFor()
  await takePanels('comparing')
  await page.getByTestId('tab-events').click()
  await page.getByTestId('event-table').getByRole('row').nth(3).click()
  await takePanels('full-past')
  await page.getByTestId('go-live').click()
  grove.child.kill('SIGKILL')
  await page.getByRole('region', { name: 'Launcher' }).waitFor()
  await takePanels('frozen')
}

/** @param last is called before the file is opened */
async function compareWith(page: Page, path: string, last = () => {}): Promise<void> {
  await page.getByTestId('tab-compare').click()
  await page.getByRole('button', { name: 'Compare with a file…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill(path)
  last()
  await page.keyboard.press('Enter')
}

/** Returns the path of a project whose `table` servers run this first. */
async function writeProject(folder: string, name: string, first: string): Promise<string> {
  const path = join(folder, name)
  await writeMinimalProject(path)
  await writeFile(join(path, 'servers', 'table', 'lifecycle.ts'), `${first}\n`)
  return path
}

async function takeStart({ takePanels }: Screen): Promise<void> {
  await takePanels('empty-start')
}

async function takeCrash({ page, takePanels }: Screen): Promise<void> {
  await until('a server has crashed', async () =>
    /crashed|failed/.test((await page.getByTestId('convergence').textContent()) ?? ''),
  )
  await takePanels('error-crash')
}

/** The launcher is suspended while the page reads the recording. */
async function takeLoading({ grove, takePanels }: Screen): Promise<void> {
  grove.child.kill('SIGSTOP')
  await takePanels('loading').finally(() => grove.child.kill('SIGCONT'))
}
