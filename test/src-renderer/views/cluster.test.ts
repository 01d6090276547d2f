// The cluster screen over a live run: what each part shows, and that none of it becomes stale.
import { beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import type { HostApi } from '../../../src-main/contract/index.ts'
import App from '../../../src-renderer/App.svelte'
import { lines, liveSession, timeline } from '../fake-session.ts'

beforeEach(cleanup)

test('every part follows the lines that are recorded', async () => {
  const { session, record } = await liveSession()
  await render(App, { session })
  await page.getByRole('button', { name: 'Timeline', exact: true }).click()
  const table = page.getByTestId('event-table')
  const server = page.getByRole('row', { name: 'chat-1, ' })
  const register = page.getByTestId('phase-register')
  const half = lines.findIndex(
    (line) => line.t === 'state' && line.process === 'chat-1' && line.to === 'connecting',
  )
  record(0, half + 1)
  await expect.element(table).toHaveTextContent(`${half} events`)
  await expect.element(server).toHaveTextContent('chat-1, connecting')
  const text = register.element().textContent
  await page.getByTestId('server-chat-1').click()
  const detail = page.getByTestId('detail')
  await expect.element(detail).toHaveTextContent('None at this moment.')
  record(half + 1)
  await expect.element(table).toHaveTextContent(`${lines.length - 1} events`)
  await expect.element(server).toHaveTextContent('chat-1, started')
  await expect
    .element(page.getByTestId('convergence-text'))
    .toHaveTextContent('4 of 4 views equal the master’s')
  await expect.element(register).toHaveTextContent(/register\s*\d+/)
  await expect.element(register).not.toHaveTextContent(text)
  await expect.element(page.getByRole('list', { name: 'Its proxies' })).toBeVisible()
})

test('records that were lost are announced', async () => {
  const { session, summary, emit, record } = await liveSession()
  await render(App, { session })
  record(0)
  await expect.element(page.getByTestId('event-table')).toHaveTextContent(`${lines.length - 1} events`)
  expect(page.getByText('records lost').query()).toBeNull()
  const gap = { t: 'gap' as const, seq: 9_999, at: 1, process: 'chat-1', lost: 12 }
  emit({ type: 'linesRecorded', run: summary.run, first: lines.length, lines: [gap] })
  await expect.element(page.getByText('12 records lost')).toBeVisible()
})

test('a filter narrows the table and shows its error; Escape clears the selection', async () => {
  const { session, record } = await liveSession()
  await render(App, { session })
  record(0)
  const table = page.getByTestId('event-table')
  const search = page.getByTestId('search')
  const { length } = timeline.events.filter((event) => event.t === 'packet' && event.name === 'register')
  await search.fill('name:register')
  await expect.element(table).toHaveTextContent(`${length} of ${timeline.events.length} events`)
  await search.fill('/(/')
  await expect.element(page.getByTestId('query-error')).toBeVisible()
  await search.fill('name:register')
  await table.getByText('register').first().click()
  await expect.element(page.getByTestId('detail')).toHaveTextContent('Latency')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByTestId('detail')).toHaveTextContent('Select an event')
})

test('a server that was killed offers to start it, and its buttons call the host', async () => {
  const act = vi.fn<HostApi['act']>(async () => undefined)
  const { session, summary, emit } = await liveSession({ act })
  await render(App, { session })
  emit({ type: 'linesRecorded', run: summary.run, first: 0, lines })
  await page.getByTestId('action-kill-chat-1').click()
  expect(act).toHaveBeenLastCalledWith(summary.run, 'chat-1', 'kill')
  const servers = summary.servers.map((server) =>
    server.id === 'chat-1'
      ? { ...server, status: 'exited' as const, pid: null, exit: { code: null, signal: 'SIGKILL' } }
      : server,
  )
  emit({ type: 'runChanged', run: { ...summary, servers } })
  await expect.element(page.getByTestId('action-spawn-chat-1')).toBeVisible()
  await page.getByTestId('action-spawn-chat-1').click()
  expect(act).toHaveBeenLastCalledWith(summary.run, 'chat-1', 'spawn')
})

test('the help lists the keys; a refused connection is announced', async () => {
  const { session, setStatus } = await liveSession()
  await render(App, { session })
  await userEvent.keyboard('?')
  await expect
    .element(page.getByRole('dialog', { name: 'Help' }))
    .toHaveTextContent('Next part of the screen')
  await userEvent.keyboard('{Escape}')
  setStatus('refused')
  await expect.element(page.getByTestId('locked')).toHaveTextContent('grove ui')
})
