// Comparing two runs: what a reader finds by name in the table, the sequence and the overview.
import { beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import App from '../../../src-renderer/App.svelte'
import { HostError, type HostApi, type RunSummary } from '../../../src-main/contract/index.ts'
import { diffTimelines, type Timeline } from '../../../src-main/timeline/index.ts'
import { recordedRun } from '../fake-session.ts'
import { comparedSession, OTHER_FILE, showCompared } from '../compared-session.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

beforeEach(cleanup)

const calm = syntheticTimeline({ servers: 4 })
const killed = syntheticTimeline({ servers: 4, crash: true })

const table = () => page.getByRole('grid', { name: 'What differs' })
const row = (name: RegExp) => table().getByRole('row', { name })
const choose = () => page.getByRole('list', { name: 'Runs of this project' }).getByRole('button')
const button = (name: string) => page.getByRole('button', { name, exact: true })

async function compare(here: Timeline, there: Timeline, api: Partial<HostApi> = {}): Promise<void> {
  const fake = await comparedSession(here, there, api)
  await render(App, { session: fake.session })
  await showCompared(fake)
  await page.getByRole('tab', { name: 'Compare' }).click()
  await choose().click()
}

test('says what only the other run has, in the table and in the sequence', async () => {
  await compare(calm, killed)
  await expect.element(row(/process exited.*only in the other run/).first()).toBeVisible()
  ;(page.getByRole('tree', { name: 'Chapters' }).element() as HTMLElement).focus()
  await userEvent.keyboard('{End}')
  await expect.element(page.getByRole('treeitem', { name: /crashed.*only in the other run/ })).toBeVisible()
})

test('says what only this run has, the other way round', async () => {
  await compare(killed, calm)
  await expect.element(row(/process exited.*only in this run/).first()).toBeVisible()
  await expect.element(page.getByRole('treeitem', { name: /crashed.*only in this run/ })).toBeVisible()
})

test('a chapter in both runs says how long it took in the other', async () => {
  await compare(calm, killed)
  await expect
    .element(page.getByRole('treeitem', { name: /^Start, .*in the other run \d+ events? in / }))
    .toBeVisible()
})

test('a row moves the playhead, and the other run has a playhead of its own', async () => {
  await compare(killed, calm)
  await button('All').click()
  await page.getByRole('searchbox', { name: 'Filter what was compared' }).fill('milestones ready')
  await row(/^ready: /)
    .first()
    .click()
  const ready = diffTimelines(calm, killed).milestones.find(({ name }) => name === 'ready')?.b?.at ?? 0
  const slider = page.getByRole('slider', { name: 'Playhead' })
  await expect.element(slider).toHaveAttribute('aria-valuenow', String(Math.round(ready)))
  await expect.element(page.getByText(/^other \d+:\d\d/).first()).toBeVisible()
})

test('rows are chosen, filtered and sorted by keyboard and by name', async () => {
  await compare(calm, killed)
  await expect.element(table()).toBeVisible()
  ;(table().element() as HTMLElement).focus()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(table().getByRole('row', { selected: true })).toBeVisible()
  await userEvent.keyboard('{End}')
  await page.getByRole('searchbox', { name: 'Filter what was compared' }).fill('memory')
  await button('All').click()
  await expect.element(row(/memory when ready/).first()).toBeVisible()
  await expect.element(row(/process exited/)).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'What' }).click()
  await expect
    .element(table().getByRole('columnheader', { name: 'What' }))
    .toHaveAttribute('aria-sort', 'ascending')
})

test('a run compared with an equal one differs in nothing, and says so', async () => {
  await compare(calm, calm)
  await expect.element(page.getByText(/^The same: nothing differs/)).toBeVisible()
  await expect.element(page.getByText('Nothing differs, and no number is far apart.')).toBeVisible()
  await button('Show all rows').click()
  await expect.element(row(/converged/).first()).toBeVisible()
})

test('runs can be aligned on a registration; what a run does not have is said', async () => {
  const { header, events } = calm
  const cut = { header, events: events.slice(0, Math.floor(events.length / 3)), footer: null }
  await compare(calm, cut)
  await button('Registration').click()
  await expect.element(page.getByRole('combobox', { name: 'Which registration' })).toBeVisible()
  await button('Converged').click()
  await expect
    .element(page.getByText('Other run: no “converged” is known, so both begin at their starts.'))
    .toBeVisible()
  await expect.element(page.getByText(/Other run was cut off/)).toBeVisible()
})

test('a file that is no timeline is an error with what to do, and can be tried again', async () => {
  let tries = 0
  await compare(calm, killed, {
    open: async (path) => {
      tries += 1
      throw new HostError({ code: 'BAD_TIMELINE', message: `${path} is not a Grove timeline: line 1.` })
    },
  })
  await expect.element(page.getByRole('alert')).toHaveTextContent(`${OTHER_FILE} is not a Grove timeline`)
  await button('Try again').click()
  await expect.element(page.getByRole('alert')).toBeVisible()
  expect(tries).toBe(2)
  await button('Compare with another run…').click()
  await expect.element(choose()).toBeVisible()
})

test('an opening is cancelled, and what it opens later is closed', async () => {
  let opened = (_summary: RunSummary): void => undefined
  const opening = new Promise<RunSummary>((resolve) => (opened = resolve))
  const closed: string[] = []
  const fake = await comparedSession(calm, killed, {
    open: () => opening,
    close: async (run) => void closed.push(run),
  })
  await render(App, { session: fake.session })
  await showCompared(fake)
  await page.getByRole('tab', { name: 'Compare' }).click()
  await choose().click()
  await expect.element(page.getByText('Opening the other run…')).toBeVisible()
  await button('Cancel').click()
  await expect.element(choose()).toBeVisible()
  opened({ ...(await recordedRun(fake.session)), run: 'late' })
  await expect.poll(() => closed).toEqual(['late'])
})

test('a comparison is stopped, and its marks are gone', async () => {
  await compare(calm, killed)
  await expect.element(table()).toBeVisible()
  await button('Stop comparing').click()
  await expect.element(choose()).toBeVisible()
  await expect.element(page.getByRole('treeitem', { name: /only in the other run/ })).not.toBeInTheDocument()
})

test('the comparison of the page is that of the command line', async () => {
  await compare(calm, killed)
  const { differences } = diffTimelines(killed, calm)
  expect(differences.length).toBeGreaterThan(0)
  await expect.element(page.getByText(/\d+ differences/)).toBeVisible()
})
