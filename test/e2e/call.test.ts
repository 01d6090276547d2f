// Calling a method by hand: by keyboard, with its answer, its path on the views and its row in the table of calls.
import { expect, it } from 'vitest'
import { waitForConvergence } from '../support/scenario.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

it('a method is called by keyboard, its path is lit, and the table of calls counts it', async () => {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }

  await page.getByRole('row', { name: /^connector-1, started/ }).click()
  await press('c')
  const search = page.getByRole('combobox', { name: 'Find a method' })
  await search.waitFor()
  expect(await page.getByRole('combobox', { name: 'Caller' }).inputValue()).toBe('connector-1')
  await page.keyboard.type('join')
  await page.getByRole('option', { name: 'room.join, chat', selected: true }).waitFor()
  await press('Enter')

  // The place of an error in the arguments; then the call with one that is right.
  const form = page.getByRole('textbox', { name: 'Arguments' })
  await expect.poll(() => form.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.type('"lobby", me')
  await page.getByText('Not JSON at column 10.').waitFor()
  expect(await page.getByRole('button', { name: 'Call', exact: true }).isDisabled()).toBe(true)
  await press('Backspace', 'Backspace')
  await page.keyboard.type('"me", "connector-1"')
  await press('Control+Enter')
  const answer = page.getByRole('region', { name: 'Answer' })
  await answer.getByText('room.join: 1 answer').waitFor()
  await answer.getByRole('button', { name: 'chat-1' }).waitFor()

  // An error of the callee has its code; the arguments of the first call are remembered.
  await page.getByRole('button', { name: 'Other method' }).click()
  await page.getByRole('combobox', { name: 'Find a method' }).fill('say')
  await press('Enter')
  await form.fill('')
  await press('Control+Enter')
  await answer.getByText('RPC_FAILED').waitFor()
  await page
    .getByRole('region', { name: 'Last calls' })
    .getByRole('button', { name: /room\.join/ })
    .click()
  expect(await form.inputValue()).toBe('"lobby", "me", "connector-1"')

  // Its path: the playhead moves to it, the other rows are dimmed, and Esc shows none.
  await answer.getByRole('button', { name: 'Show its path' }).click()
  const path = page.getByRole('status').filter({ hasText: 'Path of room.join from connector-1' })
  await path.waitFor()
  await page.getByRole('button', { name: /^Live/ }).waitFor()
  const row = page.getByRole('treeitem', { name: /room\.join/ })
  await row.first().waitFor()
  await page.getByText(/You look at .*; the call is made now\./).waitFor()

  // The table at the playhead has the one call and its answer, and not the later one.
  await press('Escape', '7')
  await path.waitFor({ state: 'detached' })
  const table = page.getByRole('grid', { name: 'Calls' })
  await table.getByRole('row', { name: /connector-1 chat-1 room\.join 1 .* 0 0$/ }).click()
  expect(await table.getByRole('row', { name: /room\.say/ }).count()).toBe(0)
  await page.getByRole('tab', { name: 'Selection' }).click()
  await page.getByRole('heading', { name: 'room.join' }).waitFor()
  await press('l')
  await table.getByRole('row', { name: /connector-1 chat-1 room\.say 1 .* 1 0$/ }).waitFor()
  expect(window.pageErrors).toEqual([])
})
