// `npm run pictures`: takes the screenshots of the docs from the running app.
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser } from './browser.ts'
import { GroveProcess } from './grove.ts'
import { killAndRespawn, waitForConvergence } from './scenario.ts'

const folder = join('docs', 'pictures')

export async function run(): Promise<void> {
  await mkdir(folder, { recursive: true })
  const browser = await launchBrowser()
  for (const colorScheme of ['light', 'dark'] as const) {
    const grove = new GroveProcess(['ui', '--web', '--no-open'], {
      env: { GROVE_STATE: join(tmpdir(), `grove-pictures-${process.pid}-${colorScheme}`) },
      command: [process.execPath, 'src-main/cli/grove.mjs'],
    })
    await grove.waitForOutput(/http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/)
    const url = /http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/.exec(grove.stderr)?.[0] ?? ''
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme })
    const picture = (name: string): string =>
      join(folder, `${name}${colorScheme === 'dark' ? '-dark' : ''}.png`)
    await page.goto(url)
    await page.locator('[data-testid=start-sample]:enabled').waitFor()
    await page.screenshot({ path: picture('home') })
    await page.getByTestId('start-sample').click()
    await waitForConvergence(page, 6)
    await killAndRespawn(page, picture('cluster'))
    await page.close()
    grove.child.kill('SIGINT')
    await grove.finished
  }
  await browser.close()
}
