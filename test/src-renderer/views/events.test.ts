// The table of events: keyboard, sorting, widths, the playhead, filters and copying.
import { beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import { formatSpan, timeOf } from '../../../src-main/timeline/index.ts'
import Events from '../../../src-renderer/views/Events/Events.svelte'
import { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import { lines, liveSession, timeline } from '../fake-session.ts'

beforeEach(cleanup)
beforeEach(() => localStorage.removeItem('grove.columns'))

const grid = page.getByRole('grid', { name: 'Events' })
const rows = grid.getByRole('row')
const chosen = grid.getByRole('row', { selected: true })

async function table(count = lines.length) {
  const fake = await liveSession()
  const run = fake.session.run as Run
  const inspector = new Inspector(run)
  fake.record(0, count)
  await expect.poll(() => run.store.events.length).toBe(count - 1)
  run.updateClock()
  const view = await render(Events, { run, inspector })
  view.container.style.cssText = 'display: flex; flex-direction: column; width: 1000px; height: 300px'
  return { ...fake, run, inspector, container: view.container }
}

/** The text of a column, top down. */
function column(index: number): string[] {
  return rows
    .elements()
    .slice(1)
    .map((row) => row.children[index]?.textContent?.trim() ?? '')
}

test('keys move the selection, which is the active descendant, and the playhead follows', async () => {
  const { inspector, run } = await table()
  ;(grid.element() as HTMLElement).focus()
  await userEvent.keyboard('{Home}')
  const first = run.store.events.at(0)
  expect(inspector.selectedEvent?.seq).toBe(first.seq)
  expect(inspector.playhead.time).toBe(timeOf(first))
  await expect.element(grid).toHaveAttribute('aria-activedescendant', chosen.element().id)
  await userEvent.keyboard('{ArrowDown}{PageDown}{End}')
  expect(inspector.selectedEvent?.seq).toBe(run.store.events.at(run.store.events.length - 1).seq)
  await expect.element(chosen).toBeVisible()
  await userEvent.keyboard('{ArrowUp}')
  await expect.element(chosen).toHaveAttribute('aria-rowindex', String(run.store.events.length))
})

test('a column sorts both ways; what has no latency comes last', async () => {
  await table()
  await grid.getByRole('button', { name: 'From' }).click()
  await expect
    .element(grid.getByRole('columnheader', { name: 'From' }))
    .toHaveAttribute('aria-sort', 'ascending')
  await expect.poll(() => column(2)[0]).toBe('chat-1')
  await grid.getByRole('button', { name: 'From' }).click()
  await expect.poll(() => column(2)[0]).toBe('timer-1')
  await grid.getByRole('button', { name: 'Latency' }).click()
  await grid.getByRole('button', { name: 'Latency' }).click()
  const longest = Math.max(
    ...timeline.events.map((event) =>
      event.t === 'packet' && event.sent !== null && event.received !== null
        ? event.received - event.sent
        : 0,
    ),
  )
  await expect.poll(() => column(4)[0]).toBe(formatSpan(longest))
})

test('a column is resized by keys, and its width is remembered', async () => {
  await table()
  const width = grid.getByRole('separator', { name: 'Width of Event' })
  await expect.element(width).toHaveAttribute('aria-valuenow', '160')
  ;(width.element() as HTMLElement).focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  await expect.element(width).toHaveAttribute('aria-valuenow', '192')
  cleanup()
  await table()
  await expect.element(width).toHaveAttribute('aria-valuenow', '192')
})

test('a table that is opened in the past ends at the playhead', async () => {
  const { inspector, run } = await table()
  const middle = run.store.events.at(60)
  inspector.playhead.moveTo(timeOf(middle))
  const shown = (): number[] =>
    rows
      .elements()
      .slice(1)
      .map((row) => Number(row.getAttribute('aria-rowindex')))
  await expect.poll(shown).toContain(62)
})

test('while the pointer is on the table, new events are counted and move nothing', async () => {
  const half = Math.floor(lines.length / 2)
  const { record } = await table(half)
  await rows.nth(3).hover()
  const before = rows.nth(3).element().textContent
  const index = rows.nth(3).element().getAttribute('aria-rowindex')
  record(half)
  await expect.element(page.getByRole('button', { name: `${lines.length - half} new` })).toBeVisible()
  expect(rows.nth(3).element().textContent).toBe(before)
  expect(rows.nth(3).element().getAttribute('aria-rowindex')).toBe(index)
  await page.getByRole('button', { name: `${lines.length - half} new` }).click()
  await expect.poll(() => rows.elements().at(-1)?.getAttribute('aria-rowindex')).toBe(String(lines.length))
})

test('a filter that passes nothing says so, and can be cleared', async () => {
  const { inspector } = await table()
  inspector.filter.query = 'name:nothing-of-that-name'
  await expect.element(page.getByRole('status')).toHaveTextContent('No event passes the filter.')
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await expect.element(grid).toHaveTextContent(`${timeline.events.length} events`)
})

test('the selected row is copied as a line and as JSON', async () => {
  const { inspector, run } = await table()
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  const event = run.store.events.at(40)
  inspector.selectEvent(event)
  await page.getByRole('button', { name: 'Copy the row as JSON' }).click()
  expect(JSON.parse(write.mock.lastCall?.[0] ?? '')).toMatchObject({ seq: event.seq })
  await page.getByRole('button', { name: 'Copy row', exact: true }).click()
  expect(write.mock.lastCall?.[0]?.split('\t')).toHaveLength(6)
})
