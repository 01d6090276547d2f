// The panel that calls a method, and the table of calls.
import { beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import {
  HostError,
  type CallableService,
  type HostApi,
  type RequestedCallResult,
} from '../../../src-main/contract/index.ts'
import { GROVE_DIALECT } from '../../../core/protocol/grove-dialect.ts'
import { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import { Panels } from '../../../src-renderer/state/panels.svelte.ts'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import Call from '../../../src-renderer/views/Call/Call.svelte'
import Calls from '../../../src-renderer/views/Calls/Calls.svelte'
import { syntheticTraffic } from '../../support/synthetic-traffic.ts'
import { lines, liveSession, timeline } from '../fake-session.ts'

beforeEach(cleanup)
beforeEach(() => localStorage.removeItem('grove.call-arguments'))

const SERVICES: CallableService[] = [
  { serverType: 'chat', service: 'room', methods: ['members', 'say'], servers: ['chat-1', 'chat-2'] },
  { serverType: 'gate', service: 'door', methods: ['open'], servers: ['gate-1'] },
]
const ANSWERED: RequestedCallResult = {
  event: 'chat-1.1#1',
  answers: [
    {
      server: 'chat-1',
      roundTrip: 2e6,
      value: { json: '{"users":["Li"]}', bytes: 16, isTruncated: false },
      error: null,
    },
    {
      server: 'chat-2',
      roundTrip: 3e6,
      value: null,
      error: { code: 'RPC_TIMEOUT', message: 'no answer', hint: undefined },
    },
  ],
}

async function panel(api: Partial<HostApi> = {}) {
  const calls: unknown[][] = []
  const fake = await liveSession({
    proxies: async () => SERVICES,
    call: async (...args) => {
      calls.push(args)
      return ANSWERED
    },
    ...api,
  })
  const run = fake.session.run as Run
  fake.session.connectionStatus = 'connected'
  const inspector = new Inspector(run)
  fake.record(0)
  await expect.poll(() => run.store.events.length).toBe(lines.length - 1)
  await render(Call, { session: fake.session, run, inspector })
  return { ...fake, run, inspector, calls }
}

const args = page.getByRole('textbox', { name: 'Arguments' })

test('a method is found, called on all servers, and each answer is shown', async () => {
  const { calls } = await panel()
  const search = page.getByRole('combobox', { name: 'Find a method' })
  await search.fill('mem')
  await expect
    .element(page.getByRole('option', { name: 'room.members, chat' }))
    .toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('{Enter}')
  await args.fill('"lobby", {')
  await expect.element(page.getByText('The JSON ends too early.')).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Call', exact: true })).toBeDisabled()
  await args.fill('"lobby", 7')
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await expect.element(page.getByText('All 2 servers of type chat.')).toBeVisible()
  await args.click()
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  const answer = page.getByRole('region', { name: 'Answer' })
  await expect.element(answer).toHaveTextContent(/room\.members: 2 answers, 1 failed/)
  await expect.element(answer).toHaveTextContent(/chat-1 2 ms/)
  await expect.element(answer).toHaveTextContent(/RPC_TIMEOUT no answer/)
  expect(calls[0]?.[2]).toEqual({
    service: 'room',
    method: 'members',
    args: ['lobby', 7],
    target: { kind: 'all', serverType: 'chat' },
    timeoutMs: 5_000,
  })
  await page.getByRole('button', { name: 'Other method' }).click()
  await page.getByRole('option', { name: 'room.members, chat' }).click()
  await expect.element(args).toHaveValue('"lobby", 7')
})

test('a server that cannot be asked says why; a search without a hit too', async () => {
  await panel({
    proxies: () =>
      Promise.reject(new HostError({ code: 'PAUSED', message: 'chat-1 is paused; resume it first.' })),
  })
  await expect.element(page.getByRole('alert')).toHaveTextContent('chat-1 is paused; resume it first.')
  cleanup()
  await panel()
  await page.getByRole('combobox', { name: 'Find a method' }).fill('nothing like it')
  await expect.element(page.getByText('No method has “nothing like it” in its name.')).toBeVisible()
})

test('a launcher that is gone, a recording and another framework call nothing', async () => {
  const { run } = await panel()
  run.freeze(Date.now(), 'launcherEnded')
  await expect.element(page.getByRole('status')).toHaveTextContent('The launcher does not answer')
  cleanup()
  const dialect = { ...GROVE_DIALECT, name: 'pomelo', title: 'Pinus 1.7.4' }
  const source = { ...timeline, header: { ...timeline.header, dialect } }
  const foreign = await liveSession({}, source)
  foreign.record(0)
  const foreignRun = foreign.session.run as Run
  const inspector = new Inspector(foreignRun)
  await render(Call, { session: foreign.session, run: foreignRun, inspector })
  await expect
    .element(page.getByRole('status'))
    .toHaveTextContent('Grove cannot call methods of a Pinus 1.7.4 server.')
})

test('the table of calls is sorted, filtered, and true at the playhead; a row is selected by keyboard', async () => {
  const { header, events } = syntheticTraffic(3_000, 4)
  const source = { ...timeline, header, events: [...events] }
  const fake = await liveSession({}, source)
  fake.record(0)
  const run = fake.session.run as Run
  run.caughtUp = true
  const inspector = new Inspector(run)
  const view = await render(Calls, { run, inspector, panels: new Panels() })
  view.container.style.cssText = 'display: flex; flex-direction: column; width: 1000px; height: 300px'
  const grid = page.getByRole('grid', { name: 'Calls' })
  const counts = () =>
    grid
      .getByRole('row')
      .elements()
      .slice(1)
      .map((row) => Number(row.children[3]?.textContent?.replaceAll(',', '')))
  await expect.poll(() => counts().length).toBeGreaterThan(2)
  expect(counts()).toEqual(counts().toSorted((a, b) => b - a))
  await grid.getByRole('button', { name: 'Calls' }).click()
  expect(counts()).toEqual(counts().toSorted((a, b) => a - b))
  ;(grid.element() as HTMLElement).focus()
  await userEvent.keyboard('{Home}')
  await expect.poll(() => inspector.selection?.kind).toBe('calls')
  await expect.element(grid.getByRole('row', { selected: true })).toHaveAttribute('aria-rowindex', '2')
  const before = counts().reduce((sum, count) => sum + count, 0)
  inspector.playhead.moveTo(run.store.end / 2)
  await expect.poll(() => counts().reduce((sum, count) => sum + count, 0)).toBeLessThan(before)
  inspector.filter.query = 'name:nothing'
  await expect.element(page.getByRole('status')).toHaveTextContent('No call passes the filter.')
})

test('a cluster in which nobody has called says so, and does not go on reading', async () => {
  const withoutCalls = timeline.events.filter((event) => event.t !== 'packet' || event.link !== 'rpc')
  const fake = await liveSession({}, { ...timeline, events: withoutCalls })
  fake.record(0)
  const run = fake.session.run as Run
  run.caughtUp = true
  await render(Calls, { run, inspector: new Inspector(run), panels: new Panels() })
  await expect.element(page.getByRole('status')).toHaveTextContent('No server has called another one yet.')
})
