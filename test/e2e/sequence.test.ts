// The sequence of the sample in a real browser, found by what it says.
import { expect, it } from 'vitest'
import { waitForConvergence } from '../support/scenario.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

it('opens at the latest cause, whose rows say who told whom; a click goes back to that moment', async () => {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  const row = (name: RegExp) => page.getByRole('treeitem', { name })
  await row(/^0:\d\d\.\d{6}, master-1 sends startOver to .+/).waitFor()

  await window.click('action-kill-chat-2')
  const cause = row(/^chat-2 killed by you, 5 servers dropped it within /)
  await cause.waitFor()
  expect(await cause.getAttribute('aria-expanded')).toBe('true')
  const agreed = row(/all 5 views equal the master's again/)
  await agreed.waitFor()
  expect(await agreed.getAttribute('aria-describedby')).toBeNull()

  await row(/master-1 sends removeServer chat-2 to /)
    .getByText('removeServer')
    .last()
    .click()
  await until('what came later says so', async () => (await agreed.getAttribute('aria-describedby')) !== null)
  await page.keyboard.press('l')
  await until('now is shown again', async () => (await agreed.getAttribute('aria-describedby')) === null)
  const dead = page
    .getByRole('list', { name: 'Lanes' })
    .getByRole('button', { name: /^chat-2: killed by you/ })
  expect(await dead.isVisible()).toBe(true)
  expect(window.pageErrors).toEqual([])
})

it('is read by keyboard alone', async () => {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  const tree = page.getByRole('tree', { name: 'Chapters' })
  const start = page.getByRole('treeitem', { name: /^Start, / })
  await tree.focus()
  await page.keyboard.press('Home')
  await start.waitFor()
  expect(await start.getAttribute('aria-expanded')).toBe('false')
  await page.keyboard.press('ArrowRight')
  expect(await start.getAttribute('aria-expanded')).toBe('true')
  await page.keyboard.press('ArrowDown')
  const active = await tree.getAttribute('aria-activedescendant')
  expect(await page.locator(`[id="${active}"]`).textContent()).toMatch(/processes started/)
  await page.keyboard.press('Enter')
  await until('the first row is selected', async () =>
    page.locator(`[id="${active}"][aria-selected=true]`).isVisible(),
  )
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  expect(await start.getAttribute('aria-expanded')).toBe('false')
  expect(window.pageErrors).toEqual([])
})
