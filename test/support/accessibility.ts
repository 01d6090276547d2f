// Checks a page with axe-core.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const SOURCE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Returns one line for each violation on the page, in the themes named. */
export async function violationsOf(
  page: Page,
  themes: ('light' | 'dark')[] = ['light', 'dark'],
): Promise<string[]> {
  const isLoaded = await page.evaluate(() => 'axe' in window)
  if (!isLoaded) await page.evaluate(await readFile(SOURCE, 'utf8'))
  const found: string[] = []
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    await page.locator(`html[data-theme=${theme}]`).waitFor()
    const { violations } = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } }
      return axe.run({ resultTypes: ['violations'] })
    })
    for (const { id, nodes } of violations)
      found.push(
        ...nodes.map(
          ({ target, failureSummary }) => `${theme}: ${id}: ${target.join(' ')}: ${failureSummary}`,
        ),
      )
  }
  return found
}
