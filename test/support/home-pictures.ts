// Pictures of the first screen: with clusters of other Groves, with an address of a run that is gone, and of a drop.
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { GroveProcess, temporaryFolder } from './grove.ts'

const ADDRESS = /http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/
const LANGUAGES = ['en', 'zh'] as const

export async function takeHomePictures(
  browser: Browser,
  colorScheme: 'light' | 'dark',
  folder: string,
): Promise<void> {
  await using state = await temporaryFolder()
  const env = { GROVE_STATE: state.path }
  const up = new GroveProcess(['up', '--sample', 'chat'], { env })
  const ui = new GroveProcess(['ui', '--web', '--no-open'], { env })
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme })
  try {
    await ui.waitForOutput(ADDRESS)
    const address = ADDRESS.exec(ui.stderr)?.[0] ?? ''
    await page.goto(address)
    // A reload needs the token, which the page has got by then.
    await page.getByText(/Servers run on Node/).waitFor()
    for (const language of LANGUAGES) {
      await page.evaluate((code) => localStorage.setItem('grove.language', code), language)
      await page.goto(`${address.split('#')[0]}#home`)
      await page.reload()
      const take = (name: string) =>
        page.screenshot({ path: join(folder, `home-${name}-${language}-${colorScheme}.png`) })
      await page.getByRole('button', { name: /chat.*pid/s }).waitFor()
      await page.locator('[data-testid=start-sample]:enabled').waitFor()
      await take('others')
      await page.goto(`${address.split('#')[0]}#run=gone`)
      await page.getByRole('alert').waitFor()
      await take('gone')
      await dragFile(page)
      await take('drop')
    }
  } finally {
    await page.close()
    for (const grove of [up, ui]) {
      grove.child.kill('SIGINT')
      await grove.finished
    }
  }
}

async function dragFile(page: Page): Promise<void> {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['{}'], 'run.ndjson'))
    document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true }))
  })
}
