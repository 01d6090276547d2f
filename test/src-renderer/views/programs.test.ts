// Programs beside the cluster, workers, unobserved servers and dialects on the cluster screen.
import { beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import type { HostApi, ServerSummary } from '../../../src-main/contract/index.ts'
import {
  dialectOf,
  type Dialect,
  type ProcessEvent,
  type Timeline,
} from '../../../src-main/timeline/index.ts'
import App from '../../../src-renderer/App.svelte'
import { liveSession, timeline } from '../fake-session.ts'

beforeEach(cleanup)

const pinus: Dialect = {
  ...dialectOf(null),
  name: 'pinus',
  title: 'Pinus 1.7.4',
  unseen: ['Channels are not seen.'],
  states: { started: 'serving' },
}

/** The synthetic run with a Redis beside it, a worker of chat-1 and a server that is not observed. */
function mixedRun(dialect?: Dialect): Timeline {
  const { header, events } = timeline
  const at = events.length + 1
  const life = (process: string, more: Partial<ProcessEvent>): ProcessEvent => ({
    t: 'process',
    seq: at,
    at,
    process,
    serverType: process.replace(/-.*/, ''),
    event: 'spawned',
    pid: 1,
    ...more,
  })
  const servers = [
    ...header.plan.servers,
    { id: 'redis-1', serverType: 'redis', port: 0, role: 'resource' as const },
  ]
  return {
    ...timeline,
    header: { ...header, dialect, plan: { ...header.plan, servers } },
    events: [
      ...events,
      life('redis-1', { role: 'resource' }),
      life('chat-1.2', { parent: 'chat-1' }),
      life('spy-1', { observed: false }),
    ],
  }
}

function summaryOf(server: ServerSummary, more: Partial<ServerSummary>): ServerSummary {
  return { ...server, status: 'spawned', desired: 'running', pid: 77, exit: null, waiting: null, ...more }
}

async function openMixedRun(api: Partial<HostApi> = {}, dialect?: Dialect) {
  const live = await liveSession(api, mixedRun(dialect))
  const { session, summary, emit, record } = live
  await render(App, { session })
  record(0)
  const [one] = summary.servers
  if (!one) throw new Error('the synthetic run has no server')
  const members = summary.servers.filter(({ id }) => !/redis|spy|\.2/.test(id))
  const servers = [
    ...members.map((server) => ({ ...server, status: 'ready' as const })),
    summaryOf(one, { id: 'redis-1', serverType: 'redis', role: 'resource' }),
    summaryOf(one, { id: 'chat-1.2', serverType: 'chat', role: 'server', parent: 'chat-1' }),
  ]
  emit({ type: 'runChanged', run: { ...summary, servers } })
  return { ...live, members, servers }
}

test('a program has a lane in a group of its own, and is never counted as a member', async () => {
  await openMixedRun()
  const row = page.getByTestId('server-redis-1')
  await expect.element(page.getByTestId('programs')).toHaveTextContent('Programs beside the cluster')
  await expect.element(row).toHaveTextContent('running')
  expect(row.element().getAttribute('data-kind')).toBe('resource')
  const headings = page.getByRole('region', { name: 'Servers' }).getByRole('heading', { level: 2 }).elements()
  const texts = headings.map(({ textContent }) => textContent.trim())
  expect(texts.indexOf('Programs beside the cluster')).toBe(texts.length - 2)
  expect(texts.at(-1)).toBe('redis')
  await expect
    .element(page.getByRole('group', { name: 'Verdict' }))
    .toHaveTextContent(/waiting for .*redis-1/)
})

test('a program can be killed, paused and restarted, but its links have no faults', async () => {
  const act = vi.fn<HostApi['act']>(async () => undefined)
  const { summary } = await openMixedRun({ act })
  await page.getByTestId('action-restart-redis-1').click()
  expect(act).toHaveBeenLastCalledWith(summary.run, 'redis-1', 'restart')
  await page.getByTestId('more-redis-1').click()
  expect(page.getByRole('menuitem', { name: /Disturb its connections/ }).query()).toBeNull()
  expect(page.getByTestId('debug-redis-1').query()).toBeNull()
  await page.getByTestId('action-pause-redis-1').click()
  expect(act).toHaveBeenLastCalledWith(summary.run, 'redis-1', 'pause')
})

test('a server that waits for a program says for which and why', async () => {
  const { summary, emit, servers } = await openMixedRun()
  const waiting = 'waits for redis-1 to be ready: probe tcp 127.0.0.1:6379 is refused'
  const changed = servers.map((server) =>
    server.id === 'chat-2' ? summaryOf(server, { status: 'waiting', pid: null, waiting }) : server,
  )
  emit({ type: 'runChanged', run: { ...summary, servers: changed } })
  await expect.element(page.getByTestId('server-chat-2')).toHaveTextContent(waiting)
})

test('a worker is below its parent, and a server that is not observed says so', async () => {
  await openMixedRun()
  await expect.element(page.getByTestId('server-chat-1.2')).toHaveTextContent('in chat-1')
  const [parent, worker] = ['server-chat-1', 'server-chat-1.2'].map((id) =>
    page.getByTestId(id).element().getBoundingClientRect(),
  )
  expect(worker?.top).toBe(parent?.bottom)
  await expect.element(page.getByTestId('server-spy-1')).toHaveTextContent(/running.*not observed/)
})

test('another framework is named, with what is not seen of it, and states have its titles', async () => {
  await openMixedRun({}, pinus)
  await page.getByTestId('dialect').click()
  const note = page.getByTestId('dialect-note')
  await expect.element(note).toHaveTextContent('What Grove does not see of Pinus 1.7.4')
  await expect.element(note).toHaveTextContent('Channels are not seen.')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByTestId('server-chat-1')).toHaveTextContent('serving')
})

test('what is not seen is shown as unknown, not as missing', async () => {
  const { session } = await openMixedRun(
    {},
    { ...pinus, sees: { views: false, proxies: false, packets: true } },
  )
  const text = page.getByTestId('convergence-text')
  await expect.element(text).toHaveTextContent(/^\d of \d servers have started$/)
  await page.getByTestId('server-chat-1').click()
  const known = page.getByRole('region', { name: 'Whom it knows' })
  await expect.element(known).toHaveTextContent('Pinus 1.7.4 does not show')
  await expect.element(known).not.toHaveTextContent('missing')
  await page.getByTestId('server-spy-1').click()
  await expect.element(page.getByTestId('detail')).toHaveTextContent('only its process is observed')
  await page.getByTestId('server-redis-1').click()
  await expect.element(known).toHaveTextContent('no member of it')
  expect(page.getByTestId('joining').query()).toBeNull()
  expect(session.problem).toBeNull()
})

test('without a master the verdict speaks of equal views, and the panes of what is missing', async () => {
  await openMixedRun({}, { ...pinus, hasMaster: false })
  await expect.element(page.getByTestId('convergence-text')).toHaveTextContent(/^\d of \d views are right$/)
  await page.getByTestId('server-chat-1').click()
  await expect.element(page.getByTestId('detail')).toHaveTextContent(/master-1\s*missing/)
})

test('without a master the help and the faults do not speak of one', async () => {
  await openMixedRun({}, { ...pinus, hasMaster: false })
  await page.getByTestId('more-chat-1').click()
  await page.getByRole('menuitem', { name: /Disturb its connections/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Connections of chat-1' })
  await expect.element(dialog.getByRole('button', { name: 'Messages about members' })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await userEvent.keyboard('?')
  await page.getByRole('tab', { name: 'Legend' }).click()
  await expect.element(page.getByText(/differ from the live members/)).toBeVisible()
})
