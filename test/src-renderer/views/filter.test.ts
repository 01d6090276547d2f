// The filter says the truth: what its field shows is what it does.
import { beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import App from '../../../src-renderer/App.svelte'
import { lines, liveSession, timeline } from '../fake-session.ts'

beforeEach(cleanup)

async function openRun() {
  const fake = await liveSession()
  await render(App, { session: fake.session })
  fake.record(0)
  return fake
}

const all = `${lines.length - 1} events`
const registers = timeline.events.filter((event) => event.t === 'packet' && event.name === 'register').length

test('Escape in the filter clears the field and the filter', async () => {
  await openRun()
  const table = page.getByTestId('event-table')
  const field = page.getByRole('searchbox', { name: 'Filter' })
  await expect.element(table).toHaveTextContent(all)
  await field.fill('zzz')
  await expect.element(table).toHaveTextContent(`0 of ${all}`)
  await userEvent.keyboard('{Escape}')
  await expect.element(field).toHaveValue('')
  await expect.element(table).not.toHaveTextContent(`of ${all}`)
})

test('a half-typed query keeps the last valid filter', async () => {
  await openRun()
  const table = page.getByTestId('event-table')
  const field = page.getByRole('searchbox', { name: 'Filter' })
  await field.fill('name:register')
  await expect
    .element(table)
    .toHaveTextContent(new RegExp(`^${registers} of|${registers} of ${lines.length - 1} events`))
  await field.fill('name:register (')
  await expect.element(page.getByTestId('query-error')).toBeVisible()
  await expect.element(table).toHaveTextContent(`${registers} of ${lines.length - 1} events`)
})

test('Escape in the search of the logs clears the field and the search', async () => {
  const { session } = await openRun()
  await page.getByRole('tab', { name: /Logs/ }).click()
  const field = page.getByRole('searchbox', { name: 'Search the logs' })
  await field.fill('zzz')
  expect(session.run!.logs.text).toBe('zzz')
  await userEvent.keyboard('{Escape}')
  await expect.element(field).toHaveValue('')
  expect(session.run!.logs.text).toBe('')
})
