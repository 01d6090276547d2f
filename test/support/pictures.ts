// `npm run pictures`: takes the screenshots of the docs, and of each state of the cluster screen, from the running app.
// The samples of Pinus and Moleculer are installed from npm.
import { execFile } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { GroveProcess } from './grove.ts'
import { countEvents, killAndRespawn, waitForConvergence } from './scenario.ts'
import { takeStatePictures } from './state-pictures.ts'
import { until } from './until.ts'

const folder = join('docs', 'pictures')
const CALLS = 30

type Scheme = 'light' | 'dark'

/** `args`: `light` or `dark`, and `docs` or `states`, to take only these. */
export async function run(args: string[]): Promise<void> {
  const has = (word: string, other: string): boolean => args.includes(word) || !args.includes(other)
  const browser = await launchBrowser()
  if (!(await hasChineseFont()))
    process.stderr.write('No font has Chinese characters: install fonts-wqy-microhei.\n')
  try {
    for (const scheme of ['light', 'dark'] as const) {
      if (!has(scheme, scheme === 'light' ? 'dark' : 'light')) continue
      if (has('docs', 'states')) await takeDocsPictures(browser, scheme)
      if (has('states', 'docs')) await takeStatePictures(browser, scheme)
    }
  } finally {
    await browser.close()
  }
}

async function takeDocsPictures(browser: Browser, colorScheme: Scheme): Promise<void> {
  await mkdir(folder, { recursive: true })
  const state = join(tmpdir(), `grove-pictures-${process.pid}-${colorScheme}`)
  const grove = new GroveProcess(['ui', '--web', '--no-open'], { env: { GROVE_STATE: state } })
  await grove.waitForOutput(/http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/)
  const url = /http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/.exec(grove.stderr)?.[0] ?? ''
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme })
  const picture = (name: string): string =>
    join(folder, `${name}${colorScheme === 'dark' ? '-dark' : ''}.png`)
  try {
    await page.goto(url)
    await page.locator('[data-testid=start-sample]:enabled').waitFor()
    await page.screenshot({ path: picture('home') })
    await page.getByTestId('start-sample').click()
    await waitForConvergence(page, 6)
    await killAndRespawn(page, picture('cluster'))
    await takeTimelinePicture(page, picture('timeline'))
    await takeMapPicture(page, picture('map'), picture('map-zh'))
    await endRun(page)
    await takeComparePicture(page, picture('compare'))
    await endRun(page)
    await takePinusPicture(page, state, picture('pinus'))
    await endRun(page)
    await takeMoleculerPicture(page, state, picture('moleculer'))
  } finally {
    await page.close()
    grove.child.kill('SIGINT')
    await grove.finished
  }
}

/** A bot talks through the cluster, and a chat server is killed meanwhile. */
async function takeTimelinePicture(page: Page, path: string): Promise<void> {
  await page.getByTestId('add-bots').click()
  await waitForConvergence(page, 7)
  await until('the bot calls', async () => (await countEvents(page, 'rpc.call')) > CALLS)
  await page.getByTestId('action-kill-chat-3').click()
  await waitForConvergence(page, 6)
  await page.getByRole('button', { name: 'Timeline', exact: true }).click()
  await page.getByRole('button', { name: 'Fit the whole run' }).click()
  await page.screenshot({ path })
}

/** The link between two servers is cut while the bot talks. */
async function takeMapPicture(page: Page, path: string, chinesePath: string): Promise<void> {
  await page.getByTestId('action-spawn-chat-3').click()
  await waitForConvergence(page, 7)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('cut chat-1 connector-1')
  await page.getByRole('option', { name: /Cut the link between/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Undo: heal chat-1' }).waitFor()
  await page.getByRole('button', { name: 'Map', exact: true }).click()
  await page.getByTestId('tab-calls').click()
  await page.mouse.move(0, 0)
  const map = page.getByRole('region', { name: 'Map', exact: true })
  await map
    .getByRole('button', { name: /connector-1/ })
    .first()
    .waitFor()
  await page.screenshot({ path })
  await page.getByTestId('language').click()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: chinesePath })
  await page.getByTestId('language').click()
}

/** The same project again, beside the run before. */
async function takeComparePicture(page: Page, path: string): Promise<void> {
  await page.getByTestId('start-sample').click()
  await waitForConvergence(page, 6)
  await page.getByRole('button', { name: 'Sequence', exact: true }).click()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('compare with the newest')
  await page.getByRole('option', { selected: true, disabled: false }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('grid', { name: 'What differs' }).waitFor()
  await page.mouse.move(0, 0)
  await page.screenshot({ path })
}

async function endRun(page: Page): Promise<void> {
  await page.getByTestId('stop-cluster').click()
  await page.getByTestId('close-run').click()
}

async function installSample(page: Page, name: string): Promise<void> {
  await page.getByTestId(`sample-${name}`).click()
  await page.getByTestId('confirm-install').click()
  await page.getByTestId('convergence').waitFor({ timeout: 120_000 })
}

/** Clicks beside the buttons of the row. */
async function selectServer(page: Page, id: string): Promise<void> {
  await page.getByTestId(`server-${id}`).click({ position: { x: 40, y: 14 } })
  await page.mouse.move(0, 0)
}

async function runClient(state: string, name: string, ...args: string[]): Promise<void> {
  const samples = join(state, 'samples')
  const folders = await readdir(samples)
  const installed = folders.find((each) => each.startsWith(`${name}-`)) ?? ''
  await promisify(execFile)(process.execPath, ['client.js', ...args], { cwd: join(samples, installed, name) })
}

/** A customer orders, and the details show how the gateway joined. */
async function takeMoleculerPicture(page: Page, state: string, path: string): Promise<void> {
  await installSample(page, 'moleculer')
  await waitForConvergence(page, 5)
  await selectServer(page, 'gateway-1')
  const port = /port\s*(\d+)/i.exec((await page.getByTestId('detail').textContent()) ?? '')?.[1] ?? ''
  await runClient(state, 'moleculer', `http://127.0.0.1:${port}`)
  await page.getByTestId('tab-state').click()
  await page.getByTestId('joining').waitFor()
  await page.screenshot({ path })
}

/** A client talks through the cluster, and a chat server is killed and started again. */
async function takePinusPicture(page: Page, state: string, path: string): Promise<void> {
  await installSample(page, 'pinus')
  await waitForConvergence(page, 5)
  await runClient(state, 'pinus')
  await page.getByTestId('action-kill-chat-server-2').click()
  await waitForConvergence(page, 4)
  await page.getByTestId('action-spawn-chat-server-2').click()
  await waitForConvergence(page, 5)
  await page.getByTestId('tab-state').click()
  await page.mouse.move(0, 0)
  await until('the details have all 13 steps', async () => {
    const text = (await page.getByTestId('joining').textContent()) ?? ''
    return !text.includes('–')
  })
  await page.screenshot({ path })
}

/** Fontconfig lists the fonts of a system; without it they are not known. */
async function hasChineseFont(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('fc-list', [':lang=zh-cn'])
    return stdout !== ''
  } catch {
    return true
  }
}
