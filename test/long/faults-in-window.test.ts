// Fault injection, the tap level, the debugger, resource usage and the event filter, in the window of a running sample.
import { expect, it } from 'vitest'
import { waitForConvergence } from '../support/scenario.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

async function openSample() {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  return page
}

it('suspends a server and resumes it', async () => {
  const page = await openSample()
  await window.click('more-chat-2')
  await window.click('action-pause-chat-2')
  await until('chat-2 is shown as paused', async () => /paused/.test(await window.text('facts-chat-2')))
  await until('its view is missing', async () => /5 of 6 views/.test(await window.text('convergence-text')))
  await window.click('more-chat-2')
  await window.click('action-resume-chat-2')
  await waitForConvergence(page, 6)
  expect(window.pageErrors).toEqual([])
})

it('opens a server’s menu by keyboard, and cuts and heals its control connection from there', async () => {
  const page = await openSample()
  await page.getByTestId('more-chat-1').press('ArrowDown')
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
  expect(await focused()).toBe('action-pause-chat-1')
  await page.keyboard.press('Escape')
  expect(await focused()).toBe('more-chat-1')
  await page.keyboard.press('Enter')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Connections of chat-1' })
  await dialog.getByRole('button', { name: 'Connection to the master' }).press('Enter')
  await dialog.getByRole('button', { name: 'Cut the control link of chat-1' }).press('Enter')
  await until('the fault is shown', async () => /cut/.test(await window.text('facts-chat-1')))
  await until('it says why it is not ready', async () => /master/.test(await window.text('server-chat-1')))
  await dialog.getByRole('button', { name: 'Heal the control link of chat-1' }).press('Enter')
  await waitForConvergence(page, 6)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(window.pageErrors).toEqual([])
})

it('cuts one pair by the palette: exactly its two cells say so, and Undo heals it', async () => {
  const page = await openSample()
  const grid = page.getByRole('grid', { name: 'Who knows whom' })
  const cut = grid.getByRole('gridcell', { name: /the link is cut by you/ })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('cut chat-1 connector-1')
  await page.getByRole('option', { name: /Cut the link between chat-1 and connector-1/ }).waitFor()
  await page.keyboard.press('Enter')
  await page
    .getByRole('group', { name: 'Verdict' })
    .getByText(/the link between chat-1 and connector-1 is cut by you/)
    .waitFor()
  await until('the pair is told in its cells', async () => (await cut.count()) === 2)
  const names = await Promise.all((await cut.all()).map((cell) => cell.getAttribute('aria-label')))
  expect(names.toSorted()).toEqual([
    'chat-1 cannot call connector-1: the link is cut by you.',
    'connector-1 cannot call chat-1: the link is cut by you.',
  ])
  await page.getByRole('button', { name: /^Undo/ }).click()
  await waitForConvergence(page, 6)
  await until('no cell says so', async () => (await cut.count()) === 0)
  expect(window.pageErrors).toEqual([])
})

it('changes the tap level and shows each server’s CPU and memory', async () => {
  await openSample()
  await window.click('tap')
  await window.click('command-record.head')
  await until('the level is shown', async () => /RPC: head/.test(await window.text('tap')))
  await until('its usage is shown', async () =>
    /CPU \d+ %, memory \d+ MiB/.test(await window.text('usage-chat-1')),
  )
  expect(window.pageErrors).toEqual([])
})

it('opens a debugger and copies its address', async () => {
  const page = await openSample()
  await window.click('more-chat-3')
  await window.click('debug-chat-3')
  const address = page.getByTestId('debugger').getByLabel('editor')
  expect(await address.inputValue()).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\//)
  await page.getByTestId('debugger').getByRole('button', { name: 'Copy' }).first().click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  await page.keyboard.press('Escape')
  await address.waitFor({ state: 'detached' })
  expect(window.pageErrors).toEqual([])
})

it('explains an invalid query, and lists only the events that match a valid one', async () => {
  const page = await openSample()
  await page.getByTestId('search').fill('phase:regster')
  await window.waitFor('query-error')
  expect(await window.text('query-error')).toContain('register')
  await page.getByTestId('search').fill('name:register.ack to:chat-*')
  await until('only acks to chat servers are listed', async () => {
    const rows = await page
      .getByTestId('event-table')
      .locator('[role=row] [role=gridcell]:nth-child(2)')
      .allTextContents()
    return rows.length >= 3 && rows.every((row) => row.trim() === 'register.ack')
  })
  expect(window.pageErrors).toEqual([])
})
