// Record, change, compare: two runs of the sample side by side in a real browser, by what it says.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { violationsOf } from '../support/accessibility.ts'
import { waitForConvergence } from '../support/scenario.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Exports the run on screen as a report; returns its path. */
async function exportReport(page: Page): Promise<string> {
  await window.click('export')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /\.html/ }).click(),
  ])
  const path = join(window.folder, 'before.html')
  await file.saveAs(path)
  return path
}

it('compares a run with the report of an earlier one, in which a server was killed', async () => {
  let page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  await window.click('action-kill-chat-2')
  await page.getByRole('treeitem', { name: /^chat-2 killed by you, 5 servers dropped it within / }).waitFor()
  const report = await exportReport(page)

  page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  await page.keyboard.press('8')
  await button(page, 'Compare with a file…').click()
  await page.getByRole('dialog').getByRole('textbox').fill(report)
  await page.keyboard.press('Enter')

  const table = page.getByRole('grid', { name: 'What differs' })
  const kill = table.getByRole('row', { name: /chat-2: fault kill.*only in the other run/ })
  await kill.waitFor()
  const chapters = page.getByRole('tree', { name: 'Chapters' })
  await chapters.focus()
  await page.keyboard.press('End')
  await page.getByRole('treeitem', { name: /^chat-2 killed by you.*not in this run so far$/ }).waitFor()
  expect(await violationsOf(page)).toEqual([])
  await kill.click()
  const moment = page.getByRole('slider', { name: 'Playhead' })
  const at = Number(await moment.getAttribute('aria-valuenow'))
  expect(at).toBeGreaterThan(0)
  await page
    .getByText(/^other 0:\d\d\.\d{3}$/)
    .first()
    .waitFor()

  // This run catches up, and the comparison with it.
  await page.keyboard.press('l')
  await window.click('action-kill-chat-2')
  await until('the kill is in both runs', async () => (await kill.count()) === 0)
  await chapters.focus()
  await page.keyboard.press('Home')
  await page.getByRole('treeitem', { name: /^Start, .*in the other run \d+ events? in / }).waitFor()
  expect(window.pageErrors).toEqual([])
})

it('compares with an earlier run of the history, by the palette, and Back ends it', async () => {
  let page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  await page.keyboard.press('Control+K')
  await page.keyboard.type('compare newest')
  await page.keyboard.press('Enter')
  await button(page, 'Stop comparing').waitFor()
  expect(page.url()).toContain('compare=')
  await page.goBack()
  await button(page, 'Stop comparing').waitFor({ state: 'detached' })
  expect(window.pageErrors).toEqual([])
})

it('says what is wrong with a file that is no recording', async () => {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  await page.keyboard.press('8')
  await button(page, 'Compare with a file…').waitFor()
  expect(await violationsOf(page)).toEqual([])
  await button(page, 'Compare with a file…').click()
  await page.getByRole('dialog').getByRole('textbox').fill(join(window.folder, 'nothing.ndjson'))
  await page.keyboard.press('Enter')
  await page
    .getByRole('alert')
    .getByText(/nothing\.ndjson cannot be read/)
    .waitFor()
  await button(page, 'Compare with another run…').click()
  await button(page, 'Compare with a file…').waitFor()
})
