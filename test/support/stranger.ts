// How somebody who has never seen Grove answers four questions from the screen: by roles and names, in both shells.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { parseTimeline } from './parse-timeline.ts'
import { until } from './until.ts'
import type { Timeline } from '../../src-main/timeline/event.ts'

const SLOW = { timeout: 30_000 }

/** Answers the four questions about the chat sample, and compares the first two with the exported timeline. */
export async function answerAsStranger(page: Page): Promise<void> {
  const verdict = page.getByRole('group', { name: 'Verdict' })
  await verdict.getByText('all 6 servers know each other').waitFor(SLOW)
  const last = await whoRegisteredLast(page)
  const told = await whomTheMasterTold(page)
  expect([last, told]).toEqual(lastRegistration(await exportTimeline(page)))

  await page.getByRole('button', { name: /^(Live|To the end)/ }).click()
  await isOlderThan(page, 15)
  await pause(page, 'chat-2')
  await verdict.getByText(/chat-2 was paused by you .*the master dropped it/).waitFor(SLOW)
  await whoCannotCall(page, /^\S+ cannot call chat-2: .*paused by you/, 5)
  await whatHappenedBefore(page, 'chat-2')
}

/** The last row of the registrations. */
async function whoRegisteredLast(page: Page): Promise<string> {
  await page.getByRole('searchbox', { name: 'Filter' }).fill('name:register to:master-1')
  const row = page.getByRole('grid', { name: 'Events' }).getByRole('row').last()
  await expect.poll(() => row.getByRole('gridcell').nth(1).textContent(), SLOW).toContain('register')
  const from = (await row.getByRole('gridcell').nth(2).textContent()) ?? ''
  await row.click()
  return from.trim()
}

/** Follows what the registration led to: the answer, the master's registry, and the packets that announce it. */
async function whomTheMasterTold(page: Page): Promise<string[]> {
  const effects = page.getByRole('tabpanel', { name: 'Selection' }).getByRole('list', { name: 'Led to' })
  await effects.getByRole('button', { name: /^register\.ack/ }).click()
  await effects.getByRole('button', { name: /changed master-1/ }).click()
  const announcements = effects.getByRole('button', { name: /master-1 → / })
  await announcements.first().waitFor(SLOW)
  const texts = await announcements.allTextContents()
  return texts.map((text) => /→ ([a-z]+-\d)/.exec(text)?.[1] ?? text).sort()
}

async function isOlderThan(page: Page, seconds: number): Promise<void> {
  const time = page.getByRole('textbox', { name: 'Time of the playhead' })
  const age = async () => Number((await time.inputValue()).split(':').at(-1))
  await expect.poll(age, SLOW).toBeGreaterThan(seconds)
}

async function pause(page: Page, server: string): Promise<void> {
  const servers = page.getByRole('treegrid', { name: 'Servers' })
  await servers.getByRole('row', { name: server }).hover()
  await servers.getByRole('button', { name: `More for ${server}` }).click()
  await page.getByRole('menuitem', { name: /^Pause/ }).click()
}

async function whoCannotCall(page: Page, why: RegExp, others: number): Promise<void> {
  await page.getByRole('tab', { name: 'State' }).click()
  const reasons = page.getByRole('grid', { name: 'Who knows whom' }).getByRole('gridcell', { name: why })
  await expect.poll(() => reasons.count(), SLOW).toBe(others)
}

/** Ten seconds at a time back to before the pause, and then to the next thing that happened: the pause. */
async function whatHappenedBefore(page: Page, server: string): Promise<void> {
  const playhead = page.getByRole('slider', { name: 'Playhead' })
  const said = async () => (await playhead.getAttribute('aria-valuetext')) ?? ''
  await playhead.focus()
  await page.keyboard.press('Shift+ArrowLeft')
  expect(await said()).toContain('10 s ago')
  await until(`${server} is not paused yet`, async () => {
    if (!(await said()).includes('paused')) return true
    await page.keyboard.press('Shift+ArrowLeft')
    return false
  })
  expect(await said()).toContain('Running: all 6 servers know each other')
  await page.getByRole('group', { name: 'Moment' }).getByText('not live').waitFor()
  await page.getByRole('gridcell', { name: `chat-1 can call ${server}` }).waitFor()
  await page.getByRole('button', { name: 'Next chapter' }).click()
  await expect.poll(said, SLOW).toMatch(new RegExp(`${server} .*paused by you`))
}

async function exportTimeline(page: Page): Promise<Timeline> {
  await page.getByRole('button', { name: 'Export' }).click()
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^Timeline/ }).click(),
  ])
  return parseTimeline(await readFile(await saved.path(), 'utf8'))
}

/** The server whose registration was sent last, and whom the master told, from the recording. */
function lastRegistration({ events }: Timeline): [server: string, told: string[]] {
  const packets = events.filter((event) => event.t === 'packet')
  const last = packets.filter(({ name, to }) => name === 'register' && to === 'master-1').at(-1)
  const registered = events.find(
    (event) =>
      event.t === 'view' && event.process === 'master-1' && event.added.some(({ id }) => id === last?.from),
  )
  const told = packets.filter(({ causes }) => registered?.t === 'view' && causes?.includes(registered.id))
  return [last?.from ?? '', told.map(({ to }) => to).sort()]
}
