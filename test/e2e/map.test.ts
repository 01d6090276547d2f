// The map and notes in a real browser: found by role and name, used by keyboard.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { violationsOf } from '../support/accessibility.ts'
import { grove } from '../support/grove.ts'
import { waitForConvergence } from '../support/scenario.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

it('the map shows each server, its links, and what happens to them', async () => {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  await page.keyboard.press('m')
  const map = page.getByRole('region', { name: 'Map' })
  const servers = map.getByRole('group', { name: 'Servers of the map' })
  await expect.poll(() => servers.getByRole('button', { name: /^[a-z]+-\d: / }).count()).toBe(7)
  const links = map.getByRole('list', { name: 'Links of the map' })
  await expect
    .poll(() => links.getByRole('button', { name: /^Connection of .* to master-1: open$/ }).count())
    .toBe(6)

  // Arrow keys move between the nodes, Enter selects one, Shift+F10 opens its menu.
  await servers.getByRole('button', { name: /^chat-1: / }).focus()
  await page.keyboard.press('ArrowRight')
  const chat2 = servers.getByRole('button', { name: /^chat-2: / })
  await expect.poll(() => chat2.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: 'chat-2', selected: true }).waitFor()
  await page.keyboard.press('Shift+F10')
  await page
    .getByRole('menu', { name: 'chat-2' })
    .getByRole('menuitem', { name: /^Pause/ })
    .click()
  await servers.getByRole('button', { name: /^chat-2: .*paused by you/ }).waitFor()

  // A link is disturbed at one end, and says so.
  const link = links.getByRole('button', { name: /^Connection of chat-1 to master-1/ })
  await link.focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  // Other parts of the screen are checked by their own tests.
  const isOfMap = (line: string): boolean => /data-node|data-link|Map/.test(line)
  expect((await violationsOf(page)).filter(isOfMap)).toEqual([])
  expect(window.pageErrors).toEqual([])
})

it('a note is seen by another window, undone, written again, and is in the file and its report', async () => {
  let address = ''
  const page = await window.open(['--sample', 'chat'], (url) => (address = url))
  await waitForConvergence(page, 6)
  const other = await window.newPage()
  await other.goto(await window.nextAddress(address))
  await waitForConvergence(other, 6)
  await other.getByRole('tab', { name: 'Notes' }).click()

  const noteOf = (one: Page) => one.getByRole('list', { name: 'Notes of this run' }).getByRole('listitem')
  const write = async (text: string): Promise<void> => {
    await page.keyboard.press('Shift+M')
    await page.getByRole('textbox', { name: 'Text of the note' }).fill(text)
    await page.keyboard.press('Control+Enter')
    await noteOf(other).filter({ hasText: text }).waitFor()
  }
  await write('not here')
  await page.getByRole('button', { name: 'Undo: remove it' }).click()
  await expect.poll(() => noteOf(other).filter({ hasText: 'not here' }).count()).toBe(0)
  await write('<b>here</b> it begins')
  await page.getByRole('button', { name: 'Edit: <b>here</b> it begins' }).click()
  await page.getByRole('textbox', { name: 'Text of the note' }).fill('it begins <i>here</i>')
  await page.getByRole('button', { name: /^Save/ }).click()
  await noteOf(other).filter({ hasText: 'it begins <i>here</i>' }).waitFor()

  // After the end a note is appended to the file.
  await window.click('stop-cluster')
  await until('it ended', async () => /ended|stopped/i.test(await window.text('status')))
  await write('after the end')
  const [run] = JSON.parse((await grove(['history', '--json'], { env: window.env })).stdout) as {
    file: string
  }[]
  const file = run?.file ?? ''
  const { stdout } = await grove(['check', file, '--json'], { env: window.env })
  const { notes } = JSON.parse(stdout) as { notes: { text: string }[] }
  expect(notes.map(({ text }) => text).toSorted()).toEqual(['after the end', 'it begins <i>here</i>'])
  expect((await readFile(file, 'utf8')).split('\n').at(-2)).toContain('after the end')

  const report = join(window.folder, 'report.html')
  await grove(['export', file, '--format', 'html', '-o', report], { env: window.env })
  await other.goto(`file://${report}`)
  await other.getByRole('tab', { name: 'Notes' }).click()
  await noteOf(other).filter({ hasText: 'it begins <i>here</i>' }).waitFor()
  expect(await other.getByRole('button', { name: 'Add a note…' }).isDisabled()).toBe(true)
  expect(window.pageErrors).toEqual([])
})
