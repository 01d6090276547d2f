// The panes of the selection, of a server, of logs and of findings, over one run.
import { beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import { HostError, type HostApi, type LogPage } from '../../../src-main/contract/index.ts'
import { formatSpan, timeOf, type PacketEvent } from '../../../src-main/timeline/index.ts'
import Findings from '../../../src-renderer/views/Findings/Findings.svelte'
import Logs from '../../../src-renderer/views/Logs/Logs.svelte'
import Selection from '../../../src-renderer/views/Selection/Selection.svelte'
import Server from '../../../src-renderer/views/Server/Server.svelte'
import { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import { Panels } from '../../../src-renderer/state/panels.svelte.ts'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import { lines, liveSession, timeline } from '../fake-session.ts'

beforeEach(cleanup)

const pane = page.getByTestId('detail')
const packets = timeline.events.filter((event): event is PacketEvent => event.t === 'packet')
const call = packets.find(({ name }) => name === 'rpc.call') as PacketEvent
const answer = packets.find(({ calls }) => calls?.some(({ answers }) => answers === call.id)) as PacketEvent

type Api = NonNullable<Parameters<typeof liveSession>[0]>

async function opened(api: Api = {}) {
  const fake = await liveSession(api)
  const run = fake.session.run as Run
  const inspector = new Inspector(run)
  fake.record(0)
  await expect.poll(() => run.store.events.length).toBe(lines.length - 1)
  return { ...fake, run, inspector }
}

async function selection() {
  const all = await opened()
  await render(Selection, { session: all.session, run: all.run, inspector: all.inspector })
  return all
}

test('a call and its answer name the method, the outcome and the round trip, and lead to each other', async () => {
  const { inspector } = await selection()
  const trip = formatSpan((answer.received ?? 0) - (call.sent ?? 0))
  inspector.selectEvent(call)
  await expect.element(pane.getByRole('list', { name: 'Asks' })).toHaveTextContent(`answered after ${trip}`)
  await pane.getByRole('button', { name: 'go to the answer' }).click()
  await expect.element(pane.getByRole('list', { name: 'Answers' })).toHaveTextContent(`round trip ${trip}`)
  await expect
    .element(pane.getByRole('list', { name: 'Answers' }))
    .toHaveTextContent(call.calls?.[0]?.method ?? '')
  expect(inspector.playhead.time).toBe(timeOf(answer))
})

test('a notification is explained, and says what it changed', async () => {
  const { inspector } = await selection()
  inspector.selectEvent(packets.find(({ name }) => name === 'addServer') as PacketEvent)
  await expect.element(pane).toHaveTextContent('tells every subscriber that a server joined')
  const changed = pane.getByRole('list', { name: 'What it changed' })
  await expect.element(changed).toHaveTextContent(/added .+ to its view/)
  await pane.getByRole('list', { name: 'Led to' }).getByRole('button').first().click()
  expect(inspector.selectedEvent?.t).not.toBe('packet')
})

test('a payload is shown as tree, text and frame, and searched', async () => {
  const { inspector } = await selection()
  inspector.selectEvent(packets.find(({ name }) => name === 'register') as PacketEvent)
  const search = pane.getByRole('searchbox', { name: 'Search the payload' })
  await search.fill('serverType')
  await expect.element(pane.getByRole('status')).toHaveTextContent(/^[1-9]\d* match(es)?$/)
  await userEvent.keyboard('{Escape}')
  await expect.element(search).toHaveValue('')
  await pane.getByRole('button', { name: 'Wire' }).click()
  await expect.element(pane.getByRole('region', { name: 'Frame' })).toHaveTextContent('42["register",')
  await pane.getByRole('button', { name: 'Raw' }).click()
  await expect.element(pane.getByRole('region', { name: 'Payload' })).toHaveTextContent('"serverType"')
})

test('folded calls show their numbers, and each call', async () => {
  const { inspector, run } = await selection()
  const { events } = run.store
  const places = Array.from({ length: events.length }, (_, place) => place).filter(
    (place) => events.phaseAt(place) === 'rpc',
  )
  inspector.selectCalls({ from: call.from, to: call.to, method: call.calls?.[0]?.method ?? '', places })
  await expect.element(pane.getByRole('heading', { name: /^3 calls$/ })).toBeVisible()
  await expect.element(pane).toHaveTextContent(/p95 ?\d/)
  await pane.getByRole('list', { name: 'Calls' }).getByRole('button').first().click()
  expect(inspector.selectedEvent?.t).toBe('packet')
})

test('a server’s pane tells four facts of the playhead, and acts at now only', async () => {
  const act = vi.fn<HostApi['act']>(async () => undefined)
  const { session, run, inspector, emit, summary } = await opened({ act })
  session.connectionStatus = 'connected'
  inspector.selectServer('chat-1')
  await render(Server, { session, run, inspector, panels: new Panels() })
  await expect.element(pane).toHaveTextContent(/Wanted ?running/)
  await expect.element(pane).toHaveTextContent(/Membership ?in the registry/)
  await expect.element(pane).toHaveTextContent(/Started ?once/)
  emit({
    type: 'metricsSampled',
    run: summary.run,
    at: 1,
    processes: [{ id: 'chat-1', cpu: 0.07, memory: 50 * 2 ** 20, eventLoopDelay: 3 }],
    grove: { cpu: 0, memory: 0 },
  })
  await expect.element(pane).toHaveTextContent('50 MiB')
  const actions = pane.getByRole('group', { name: 'Actions on chat-1' })
  await actions.getByRole('button', { name: 'Kill' }).click()
  expect(act).toHaveBeenLastCalledWith(summary.run, 'chat-1', 'kill')
  inspector.playhead.moveTo(1)
  await expect.element(pane).toHaveTextContent('not started yet')
  await expect.element(actions).not.toBeInTheDocument()
})

const logLine = (index: number): LogPage['lines'][number] =>
  ({ at: index * 1e6, server: 'chat-1', stream: 'stdout', text: `line ${index}`, offset: index }) as never

async function logs(api: HostApi['logs']) {
  const all = await opened({ logs: api })
  const view = await render(Logs, { run: all.run, inspector: all.inspector })
  view.container.style.cssText = 'display: flex; flex-direction: column; height: 260px'
  return all
}

test('a log line leads to its time, by click and by keyboard, and is marked there', async () => {
  const { inspector } = await logs(async () => ({
    lines: Array.from({ length: 30 }, (_, index) => logLine(index)),
    cursor: 'x',
    start: 'y',
    more: false,
  }))
  await expect.element(page.getByText('30 lines')).toBeVisible()
  await page.getByRole('option', { name: 'line 28' }).click()
  expect(inspector.playhead.time).toBe(28e6)
  await expect.element(page.getByRole('option', { name: 'line 28' })).toHaveAttribute('aria-current', 'time')
  const list = page.getByRole('listbox', { name: 'Log lines' })
  ;(list.element() as HTMLElement).focus()
  await userEvent.keyboard('{Home}{ArrowDown}{Enter}')
  expect(inspector.playhead.time).toBe(1e6)
  await expect.element(list).toHaveAttribute('aria-activedescendant', 'log-1')
})

test('one line is one line, and missing logs are a sentence, not an error', async () => {
  await logs(async () => ({ lines: [logLine(1)], cursor: 'x', start: 'y', more: false }))
  await expect.element(page.getByText('1 line', { exact: true })).toBeVisible()
  cleanup()
  await logs(async () => {
    throw new HostError({ code: 'NO_LOGS', message: 'There are no logs next to this timeline.' })
  })
  await expect.element(page.getByText('There are no logs next to this timeline.')).toBeVisible()
  expect(page.getByRole('alert').query()).toBeNull()
})

test('Escape in the search of the logs clears the search too', async () => {
  const api = vi.fn<HostApi['logs']>(async () => ({
    lines: [logLine(1)],
    cursor: 'x',
    start: 'y',
    more: false,
  }))
  const { run } = await logs(api)
  await page.getByRole('searchbox', { name: 'Search the logs' }).fill('needle')
  await expect.poll(() => run.logs.query.search).toBe('needle')
  await userEvent.keyboard('{Escape}')
  expect(run.logs.query.search).toBeUndefined()
})

test('without findings the pane says what was checked, and what was not', async () => {
  const { run, inspector } = await opened()
  run.caughtUp = true
  run.updateClock()
  await render(Findings, { run, inspector })
  const findings = page.getByTestId('findings')
  await expect.element(findings).toHaveTextContent(/No findings\. \d+ rules were checked up to/)
  await expect.element(findings).toHaveTextContent(/Not checked here: calls between servers .*rpc-ended/)
})

test('a finding explains its rule, and moves the playhead and the view to its events', async () => {
  const { run, inspector } = await opened()
  await expect.poll(() => run.findings.checked).not.toBeNull()
  await render(Findings, { run, inspector })
  run.findings.list = [
    {
      rule: 'rpc-ended',
      severity: 'warning',
      message: 'no answer came',
      events: [call.id],
      at: timeOf(call),
    },
    { rule: 'ack-first', severity: 'error', message: 'too early', events: [answer.id], at: timeOf(answer) },
  ]
  await expect.element(page.getByText('2 findings')).toBeVisible()
  await expect.element(page.getByText(/a call that wants an answer has one within 5 s/)).toBeVisible()
  await page.getByRole('button', { name: 'Next finding' }).click()
  expect(inspector.playhead.time).toBe(timeOf(call))
  await userEvent.keyboard('{ArrowDown}')
  expect(inspector.playhead.time).toBe(timeOf(answer))
  expect(inspector.range.from).toBeLessThan(timeOf(answer))
  expect(inspector.range.to).toBeGreaterThan(timeOf(answer))
})
