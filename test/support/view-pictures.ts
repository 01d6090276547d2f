// Pictures of what opens on request: palette, dialogs, the call of a method, a note, and the map of a large cluster.
import type { Page } from 'playwright-core'
import type { Screen } from './picture-screen.ts'
import { countEvents, waitForConvergence } from './scenario.ts'
import { until } from './until.ts'

const CALLS = 30
/** 720 × 450 is 1440 × 900 at 200 % zoom. */
const SIZES = [
  { width: 900, height: 600 },
  { width: 720, height: 450 },
]

export async function takeViews(screen: Screen): Promise<void> {
  const { page } = screen
  await waitForConvergence(page, 6)
  await takePalette(screen)
  await takeFaults(screen)
  await takeSelection(screen)
  await takeCall(screen)
  await takeNotes(screen)
  await page.getByTestId('action-kill-chat-3').click()
  await page.getByRole('button', { name: 'Start: chat-3' }).waitFor()
  for (const { width, height } of SIZES) {
    await page.setViewportSize({ width, height })
    await screen.takePanels(`small-${width}`)
    await page.keyboard.press('Control+k')
    await screen.take(`small-${width}-palette`)
    await page.keyboard.press('Escape')
    await openFaults(page)
    await screen.take(`small-${width}-faults`)
    await page.keyboard.press('Escape')
  }
}

async function takePalette({ page, take }: Screen): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Command palette' })
  await page.keyboard.press('Control+k')
  await field.waitFor()
  await take('palette')
  await field.fill('kill chat')
  await take('palette-found')
  await field.fill('zzz zzz')
  await take('palette-nothing')
  await field.fill('kill all 7 servers')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Kill all' }).waitFor()
  await take('question')
  await page.keyboard.press('Escape')
}

async function openFaults(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('disturb chat-2')
  await page.getByRole('option', { name: /chat-2/, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Connections of chat-2' }).waitFor()
}

/** Ends with a bot that talks through the cluster, and a link that is cut. */
async function takeFaults({ page, take }: Screen): Promise<void> {
  await page.getByTestId('add-bots').click()
  await until('the bot calls', async () => (await countEvents(page, 'rpc.call')) > CALLS)
  await openFaults(page)
  await take('faults-none')
  const faults = page.getByRole('dialog', { name: 'Connections of chat-2' })
  await faults.getByRole('button', { name: 'Drop' }).click()
  await faults.getByLabel('Share in %').fill('150')
  await page.keyboard.press('Enter')
  await take('faults-error')
  await faults.getByLabel('Share in %').fill('1')
  await faults.getByRole('button', { name: 'What it receives' }).click()
  await faults.getByLabel('Share in %').press('Enter')
  await faults.getByRole('button', { name: /^Heal/ }).waitFor()
  await take('faults-injected')
  await faults.getByRole('button', { name: /^Heal/ }).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('cut chat-1 connector-1')
  await page.getByRole('option', { name: /Cut the link between/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Undo: heal chat-1' }).waitFor()
  await page.getByRole('button', { name: 'Map', exact: true }).click()
  await take('map-fault')
}

async function takeSelection({ page, take }: Screen): Promise<void> {
  const servers = page.getByRole('region', { name: 'Servers' })
  await servers.getByRole('row', { name: /^chat-1, / }).click()
  await servers.getByRole('row', { name: /^chat-3, / }).click({ modifiers: ['Shift'] })
  await page
    .getByRole('group', { name: 'Selected servers' })
    .or(page.getByText('3 selected'))
    .first()
    .waitFor()
  await take('selection-many')
  await page.keyboard.press('Escape')
}

async function takeCall({ page, take }: Screen): Promise<void> {
  await page
    .getByRole('row', { name: /^connector-1, / })
    .first()
    .click()
  await page.keyboard.press('c')
  const search = page.getByRole('combobox', { name: 'Find a method' })
  await search.waitFor()
  await take('call-methods')
  await search.fill('room.join')
  await page.keyboard.press('Enter')
  const form = page.getByRole('textbox', { name: 'Arguments' })
  await form.fill('"lobby", me')
  await take('call-not-json')
  const answer = page.getByRole('region', { name: 'Answer' })
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await form.fill('"lobby", "me", "connector-1"')
  await form.press('Control+Enter')
  await answer.getByText(/3 answers/).waitFor()
  await take('call-answered')
  await page.getByRole('button', { name: 'Other method' }).click()
  await search.fill('say')
  await page.keyboard.press('Enter')
  await form.fill('')
  await form.press('Control+Enter')
  await answer.getByText('RPC_FAILED').first().waitFor()
  await take('call-error')
  await page
    .getByRole('region', { name: 'Last calls' })
    .getByRole('button', { name: /room\.join/ })
    .click()
  await answer.getByRole('button', { name: 'Show its path' }).click()
  await page.getByRole('status').filter({ hasText: 'Path of room.join' }).waitFor()
  await take('call-path')
  await page.keyboard.press('Escape')
  await page.keyboard.press('l')
}

async function takeNotes({ page, take }: Screen): Promise<void> {
  await page.keyboard.press('Shift+M')
  const field = page.getByRole('textbox', { name: 'Text of the note' })
  await field.fill('The link of chat-1 and connector-1 is cut')
  await take('note-form')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('list', { name: 'Notes of this run' }).getByRole('listitem').waitFor()
  await take('notes')
}

/** The map of a recording with more servers than it can show one by one. */
export async function takeLargeMap({ page, take }: Screen): Promise<void> {
  await page.keyboard.press('m')
  await page.getByRole('region', { name: 'Map' }).waitFor()
  await page.keyboard.press('End')
  await take('map-large')
}
