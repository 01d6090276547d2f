// Every action of the cluster screen by keyboard alone.
import { expect, it } from 'vitest'
import { serverState, waitForConvergence } from '../support/scenario.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await window.page.keyboard.press(key)
}
/** The name of the element with the focus. */
const focused = (): Promise<string> =>
  window.page.evaluate(() => {
    const element = document.activeElement
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? ''
  })

/** Goes to a part of the screen with F6. */
async function goTo(region: string): Promise<void> {
  for (let tries = 0; (await focused()) !== region; tries += 1) {
    if (tries > 12) throw new Error(`F6 does not reach ${region}`)
    await press('F6')
  }
}

/** Goes to a control of the part with the focus. */
async function tabTo(control: RegExp): Promise<void> {
  for (let tries = 0; !control.test(await focused()); tries += 1) {
    if (tries > 40) throw new Error(`Tab does not reach ${control}`)
    await press('Tab')
  }
}

it('servers, playhead, filter, panels, menus and help', async () => {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)

  // The server list is one stop of Tab; arrows go through its rows and their buttons.
  await goTo('Servers')
  await press('Tab', 'End', 'ArrowUp')
  expect(await focused()).toMatch(/^chat-3, started/)
  await press('ArrowUp', 'ArrowRight', 'ArrowRight', 'ArrowRight')
  expect(await focused()).toBe('Kill (SIGKILL): chat-2')
  await press('Enter')
  await until('chat-2 is killed', async () => (await serverState(page, 'chat-2')) === 'killed')
  await tabTo(/^chat-2, killed/).catch(() => goTo('Servers').then(() => press('Tab')))
  await press('ArrowRight', 'Enter')
  await until('chat-2 is started', async () => (await serverState(page, 'chat-2')) === 'started')
  await waitForConvergence(page, 6)

  // The menu of a server: pause and resume.
  await goTo('Servers')
  await press('Tab', 'Shift+F10')
  await until('the menu is open', async () => (await focused()).startsWith('Pause'))
  await press('Enter')
  await until('it is paused', async () => (await serverState(page, 'chat-2')) === 'paused')
  await press('Escape', 'Shift+F10', 'Enter')
  await until('it is resumed', async () => (await serverState(page, 'chat-2')) !== 'paused')
  await press('Escape', 'Enter')
  await page.getByRole('tab', { name: 'chat-2' }).waitFor()

  // A type folds, and is scaled by the buttons of its row.
  await press('ArrowLeft')
  expect(await focused()).toMatch(/^chat, /)
  await press('ArrowLeft')
  expect(await page.getByRole('row', { name: /^chat-2/ }).count()).toBe(0)
  await press('ArrowRight')
  await page.getByRole('row', { name: /^chat-2/ }).waitFor()

  // Events, the playhead and the way back to now.
  await press('4', '4')
  await press('.')
  const now = page.getByRole('button', { name: /Live/ })
  await until('the playhead is in the past', async () => (await serverState(page, 'master-1')) !== 'started')
  expect(await page.getByRole('button', { name: /^Kill/ }).count()).toBe(0)
  await press('l')
  await until('it is live again', async () => (await serverState(page, 'master-1')) === 'started')
  await now.first().waitFor()

  // The filter: from hit to hit, and Escape clears it.
  await press('/')
  await page.keyboard.type('name:register')
  await press('Escape')
  expect(await page.getByRole('searchbox', { name: 'Filter' }).inputValue()).toBe('')

  // Layout, panels and help.
  await goTo('Servers')
  await press('v')
  await page.getByRole('region', { name: 'Timeline', exact: true }).waitFor()
  await press('5')
  await page.getByRole('tab', { name: /^Logs/, selected: true }).waitFor()
  await press('?')
  await page.getByRole('dialog', { name: 'Help' }).waitFor()
  await press('Escape')

  // The header: the cluster is stopped.
  for (
    let tries = 0;
    !(await page.evaluate(() => document.activeElement?.tagName === 'HEADER'));
    tries += 1
  ) {
    if (tries > 12) throw new Error('F6 does not reach the header')
    await press('F6')
  }
  await tabTo(/^Stop$/)
  await press('Enter')
  await until('it ends', async () => /ended/i.test(await window.text('status')))
  expect(window.pageErrors).toEqual([])
})
