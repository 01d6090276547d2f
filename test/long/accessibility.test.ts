// Every screen has no violation of axe-core's rules, in both themes.
import { expect, it } from 'vitest'
import { violationsOf } from '../support/accessibility.ts'
import { waitForConvergence } from '../support/scenario.ts'
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
