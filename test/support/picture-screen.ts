// A cluster screen of a running Grove, and pictures of it in both languages.
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { GroveProcess } from './grove.ts'

export type Scheme = 'light' | 'dark'

export const PICTURES = join('out', 'pictures')

const ADDRESS = /http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/
/** A state that does not come fails with an error that names what was waited for. */
const WAIT_MS = 20_000
/** Each view of the screen is in one of these. */
const PANELS = [
  { layout: 'Sequence', side: 'state', bottom: 'events' },
  { layout: 'Timeline', side: 'selection', bottom: 'logs' },
  { layout: 'Sequence', side: 'server', bottom: 'findings' },
  { layout: 'Map', side: 'call', bottom: 'calls' },
  { layout: 'Sequence', side: 'state', bottom: 'compare' },
  { layout: 'Map', side: 'state', bottom: 'notes' },
] as const

export interface Screen {
  page: Page
  grove: GroveProcess
  /** Takes a picture of each set of panels. */
  takePanels(state: string): Promise<void>
  /** Takes a picture of the screen as it is. */
  take(name: string): Promise<void>
}

/** Opens a cluster screen in the theme, and closes it after `work`. `state`: the state folder of its Grove. */
export async function showScreen(
  browser: Browser,
  colorScheme: Scheme,
  state: string,
  args: string[],
  work: (screen: Screen) => Promise<void>,
): Promise<void> {
  const env = { GROVE_STATE: state }
  const grove = new GroveProcess(['ui', '--web', '--no-open', ...args], { env })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme })
  page.setDefaultTimeout(WAIT_MS)
  page.on('console', (message) => message.type() !== 'log' && process.stderr.write(`${message.text()}\n`))
  const take = (name: string) => takeBoth(page, join(PICTURES, `${name}-${colorScheme}`))
  try {
    await grove.waitForOutput(ADDRESS)
    await page.goto(ADDRESS.exec(grove.stderr + grove.stdout)?.[0] ?? '')
    const trust = page.getByTestId('trust-start')
    await page.getByTestId('convergence').or(trust).waitFor()
    if (await trust.isVisible()) await trust.click()
    await page.getByTestId('convergence').waitFor()
    await work({ page, grove, take, takePanels: (name) => takePanels(page, name, take) })
  } finally {
    await page.close()
    grove.child.kill('SIGINT')
    await grove.finished
  }
}

async function takePanels(page: Page, state: string, take: (name: string) => Promise<void>): Promise<void> {
  for (const { layout, side, bottom } of PANELS) {
    await page.getByRole('group', { name: 'Layout' }).getByRole('button', { name: layout }).click()
    await page.getByTestId(`tab-${side}`).dispatchEvent('click')
    await page.getByTestId(`tab-${bottom}`).dispatchEvent('click')
    await take(`${state}-${side}-${bottom}`)
  }
}

/** Takes a picture in English and one in Chinese. The button of the language may be behind a dialog. */
async function takeBoth(page: Page, path: string): Promise<void> {
  const language = page.getByTestId('language')
  await page.screenshot({ path: `${path}.png` })
  await language.dispatchEvent('click')
  await page.screenshot({ path: `${path}-zh.png` })
  await language.dispatchEvent('click')
}
