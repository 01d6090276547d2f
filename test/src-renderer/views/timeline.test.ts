// The timeline view: its name and summary, its folded types, and its playhead.
import { beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import App from '../../../src-renderer/App.svelte'
import { liveSession } from '../fake-session.ts'

beforeEach(cleanup)

async function openTimeline() {
  const { session, record } = await liveSession()
  await render(App, { session })
  await page.getByRole('button', { name: 'Timeline', exact: true }).click()
  record(0)
  const region = page.getByRole('region', { name: 'Timeline' })
  await expect.element(region.getByText(/[1-9]\d* lanes/)).toBeInTheDocument()
  return region
}

test('the region has a name and says what it shows; the server list has the state of each lane', async () => {
  const region = await openTimeline()
  await expect.element(region.getByText(/\d lanes, shown from 0:00 to/)).toBeInTheDocument()
  await expect.element(page.getByRole('treegrid').getByRole('row', { name: /^chat-1\b/ })).toBeInTheDocument()
})

test('Shift G folds all types to one lane each, and unfolds them', async () => {
  await openTimeline()
  const open = page.getByRole('row', { expanded: true })
  const folded = page.getByRole('row', { expanded: false })
  await expect.element(open.first()).toBeInTheDocument()
  expect(folded.elements()).toHaveLength(0)
  await userEvent.keyboard('{Shift>}G{/Shift}')
  await expect.element(folded.first()).toBeInTheDocument()
  expect(open.elements()).toHaveLength(0)
  await userEvent.keyboard('{Shift>}G{/Shift}')
  await expect.element(open.first()).toBeInTheDocument()
})
