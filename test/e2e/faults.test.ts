// Mischief by click, what it costs to run, and the filter's own words: all on one cluster.
import { expect, it } from 'vitest'
import { seesConvergence } from '../support/scenario.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

it('pauses and resumes, cuts and heals, opens a debugger, turns the tap, shows costs, and says what is wrong with a query', async () => {
  const page = await window.open(['--sample', 'chat'])
  await seesConvergence(page, 6)

  await window.click('more-chat-2')
  await window.click('action-pause-chat-2')
  await until('it is seen to be paused', async () => /paused/.test(await window.text('badge-chat-2')))
  await until('it is missed', async () => /5 of 6 views/.test(await window.text('convergence-text')))
  await window.click('more-chat-2')
  await window.click('action-resume-chat-2')
  await seesConvergence(page, 6)

  await page.getByTestId('more-chat-1').press('ArrowDown')
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
  expect(await focused()).toBe('action-pause-chat-1')
  await page.keyboard.press('Escape')
  expect(await focused()).toBe('more-chat-1')
  await page.keyboard.press('Enter')
  for (const key of ['End', 'Home', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
  expect(await focused()).toBe('fault-control-cut-chat-1')
  await page.keyboard.press('Enter')
  await until('it is seen to be cut off', async () => /control cut/.test(await window.text('badge-chat-1')))
  await until('it says why it is not ready', async () => /master/.test(await window.text('server-chat-1')))
  await window.click('more-chat-1')
  await window.click('heal-control-chat-1')
  await seesConvergence(page, 6)

  await window.click('tap')
  await window.click('tap-head')
  await until('the level is seen', async () => /RPC: head/.test(await window.text('tap')))

  await window.click('more-chat-3')
  await window.click('debug-chat-3')
  const address = page.getByTestId('debugger').getByLabel('editor')
  expect(await address.inputValue()).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\//)
  await page.getByTestId('debugger').getByRole('button', { name: 'Copy' }).first().click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  await page.keyboard.press('Escape')
  await address.waitFor({ state: 'detached' })

  await until('its resource usage is shown', async () =>
    /\d+ %\s+\d+ MiB/.test(await window.text('usage-chat-1')),
  )

  await page.getByTestId('search').fill('phase:regster')
  await window.see('query-error')
  expect(await window.text('query-error')).toContain('register')
  await page.getByTestId('search').fill('name:register.ack to:chat-*')
  await until('only those are listed', async () => {
    const rows = await page
      .getByTestId('event-table')
      .locator('[role=row] [role=gridcell]:nth-child(2)')
      .allTextContents()
    return rows.length >= 3 && rows.every((row) => row.trim() === 'register.ack')
  })
  expect(window.complaints).toEqual([])
})
