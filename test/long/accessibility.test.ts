// Every screen has no violation of axe-core's rules, in both themes.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { encodeLine } from '../../src-main/timeline/index.ts'
import { en } from '../../src-renderer/words/en.ts'
import { zh } from '../../src-renderer/words/zh.ts'
import { violationsOf } from '../support/accessibility.ts'
import { waitForConvergence } from '../support/scenario.ts'
import { syntheticTimeline } from '../support/synthetic-timeline.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

/** Fails with the name of the screen. */
async function check(screen: string): Promise<void> {
  expect(await violationsOf(window.page), screen).toEqual([])
}

it('the screens before a cluster', async () => {
  const project = await window.project({
    'grove.json': JSON.stringify({ name: 'new', servers: { talker: { port: 'none' } } }),
    'servers/talker/lifecycle.js': 'export default {}\n',
  })
  const page = await window.open([])
  await page.getByTestId('start-sample').waitFor()
  await check('home')
  await page.getByRole('button', { name: /Open a timeline/ }).click()
  await page.getByTestId('picker-path').waitFor()
  await check('picker')
  await page.keyboard.press('Escape')
  await window.open([project])
  await window.page.getByTestId('trust-start').waitFor()
  await check('preview')
})

it('the cluster screen, in both layouts and with each panel', async () => {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  for (const layout of ['Timeline', 'Sequence']) {
    await page.getByRole('button', { name: layout, exact: true }).click()
    await page.getByRole('region', { name: layout, exact: true }).waitFor()
    await check(layout)
  }
  for (const tab of [/^Logs/, /^Findings/, /^Events/]) {
    await page.getByRole('tab', { name: tab }).click()
    await check(String(tab))
  }
  const servers = page.getByRole('treegrid', { name: 'Servers' })
  await servers.getByRole('row', { name: /^chat-1/ }).click()
  await check('a server')
  await page.getByRole('grid', { name: 'Events' }).getByRole('row').nth(2).click()
  await check('a selected event in the past')
  await page.keyboard.press('l')
  await servers
    .getByRole('row', { name: /^chat-2/ })
    .getByRole('button', { name: /^More/ })
    .click()
  await check('the menu of a server')
  await page.getByRole('menuitem', { name: /Disturb its connections/ }).click()
  const faults = page.getByRole('dialog', { name: 'Connections of chat-2' })
  await faults.getByRole('button', { name: 'Drop' }).click()
  await faults.getByLabel('Share in %').fill('150')
  await page.keyboard.press('Enter')
  await check('a fault with a bad value')
  await faults.getByLabel('Share in %').fill('1')
  await page.keyboard.press('Enter')
  await faults.getByRole('button', { name: /^Heal/ }).waitFor()
  await check('an injected fault')
  await faults.getByRole('button', { name: /^Heal/ }).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  for (const tab of ['Keyboard', 'Legend', 'Terms']) {
    await page.getByRole('tab', { name: tab }).click()
    await check(`help: ${tab}`)
  }
  await page.keyboard.press('Escape')
  await servers
    .getByRole('row', { name: /^chat-2/ })
    .getByRole('button', { name: /^Kill/ })
    .click()
  await page.getByRole('button', { name: 'Start: chat-2' }).waitFor()
  await check('a killed server')
  expect(window.pageErrors).toEqual([])
})

it.each([
  { language: 'English', words: en },
  { language: 'Chinese', words: zh },
])('the palette, the map, calls, notes, a comparison and a question in $language', async ({ words }) => {
  const { header, events, footer } = syntheticTimeline({ crash: true })
  const other = join(window.folder, 'other.ndjson')
  await writeFile(other, [header, ...events, footer].map((line) => line && encodeLine(line)).join(''))
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  if (words === zh) await page.getByTestId('language').click()
  await page.getByRole('group', { name: words.verdict.title }).waitFor()

  await page.keyboard.press('Control+k')
  const palette = page.getByRole('combobox', { name: words.palette.title })
  await palette.waitFor()
  await check('palette')
  await palette.fill('zzz zzz')
  await page.getByText(words.palette.none('zzz zzz')).waitFor()
  await check('palette without commands')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await palette.fill(words.commands.act('kill', words.commands.allServers(7)))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: words.commands.killAllConfirm }).waitFor()
  await check('question')
  await page.keyboard.press('Escape')

  await page.keyboard.press('m')
  await page.getByRole('region', { name: words.map.layouts.map, exact: true }).waitFor()
  await check('map')
  await page.getByTestId('server-connector-1').click({ position: { x: 40, y: 14 } })
  await page.keyboard.press('c')
  const method = page.getByRole('combobox', { name: words.call.findMethod })
  await method.waitFor()
  await check('methods')
  await method.fill('room.join')
  await page.keyboard.press('Enter')
  const form = page.getByRole('textbox', { name: words.call.arguments })
  await form.fill('"lobby", me')
  await check('arguments that are no JSON')
  await form.fill('"lobby", "me", "connector-1"')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('region', { name: words.call.answer }).getByText(words.call.answers(1, 0)).waitFor()
  await check('answer')
  await page.getByTestId('tab-calls').click()
  await check('calls')
  await page.keyboard.press('Shift+M')
  await page.getByRole('textbox', { name: words.notes.text }).fill('here')
  await check('writing a note')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('list', { name: words.notes.list }).getByText('here').waitFor()
  await check('notes')
  await page.getByTestId('tab-compare').click()
  const chooseFile = page.getByRole('button', { name: words.compare.chooseFile })
  await chooseFile.waitFor()
  await check('runs to compare with')
  await chooseFile.click()
  await page.getByRole('dialog').getByRole('textbox').fill(other)
  await page.keyboard.press('Enter')
  await page.getByRole('grid', { name: words.compare.table }).waitFor()
  await check('comparison')
  expect(window.pageErrors).toEqual([])
})
