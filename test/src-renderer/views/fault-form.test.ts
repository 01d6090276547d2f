// The form for faults: what is injected now, values and their errors, one peer, by keyboard.
import { beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import type { HostApi, ServerSummary } from '../../../src-main/contract/index.ts'
import FaultForm from '../../../src-renderer/views/shared/FaultForm.svelte'
import { liveSession } from '../fake-session.ts'

beforeEach(cleanup)

async function open(faults: ServerSummary['faults'] = [], changes: Partial<ServerSummary> = {}) {
  const fault = vi.fn<HostApi['fault']>().mockResolvedValue()
  const { session, summary, emit } = await liveSession({ fault })
  session.connectionStatus = 'connected'
  const servers = summary.servers.map((server): ServerSummary => {
    const isIt = server.id === 'chat-1'
    return { ...server, pairLinks: ['control', 'rpc'], ...(isIt ? { faults, ...changes } : {}) }
  })
  emit({ type: 'runChanged', run: { ...summary, servers } })
  const server = servers.find(({ id }) => id === 'chat-1') as ServerSummary
  await render(FaultForm, { session, server })
  const calls = (): unknown[] => fault.mock.calls.map((call) => call.slice(1))
  return { session, calls }
}

test('a delay for one peer is injected as it was typed', async () => {
  const { calls } = await open()
  await page.getByRole('button', { name: 'Delay' }).click()
  await page.getByLabelText('Delay in ms').fill('120')
  await page.getByLabelText('With').selectOptions('connector-1')
  await page.getByRole('button', { name: 'Delay the link between chat-1 and connector-1 by 120 ms' }).click()
  expect(calls()).toEqual([['chat-1', 'rpc', { kind: 'delay', ms: 120 }, 'connector-1']])
})

test('a delay and a drop can act one way; other faults have no direction', async () => {
  const { calls } = await open()
  await expect.element(page.getByRole('group', { name: 'Direction' })).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Drop', exact: true }).click()
  const direction = page.getByRole('group', { name: 'Direction' })
  await expect
    .element(direction.getByRole('button', { name: 'Both ways' }))
    .toHaveAttribute('aria-pressed', 'true')
  await direction.getByRole('button', { name: 'What it receives' }).click()
  const drop = 'Drop 20 % of the packets on the RPC links of chat-1 (receiving only)'
  await page.getByRole('button', { name: drop }).click()
  await page.getByRole('button', { name: 'Delay', exact: true }).click()
  await page.getByLabelText('With').selectOptions('connector-1')
  await page.getByRole('button', { name: 'Delay the link from connector-1 to chat-1 by 200 ms' }).click()
  await direction.getByRole('button', { name: 'What it sends' }).click()
  await page.getByRole('button', { name: 'Delay the link from chat-1 to connector-1 by 200 ms' }).click()
  await page.getByRole('button', { name: 'Cut', exact: true }).click()
  await expect.element(direction).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Cut the link between chat-1 and connector-1' }).click()
  const delay = { kind: 'delay', ms: 200 }
  expect(calls()).toEqual([
    ['chat-1', 'rpc', { kind: 'drop', rate: 0.2, direction: 'receiving' }, undefined],
    ['chat-1', 'rpc', { ...delay, direction: 'receiving' }, 'connector-1'],
    ['chat-1', 'rpc', { ...delay, direction: 'sending' }, 'connector-1'],
    ['chat-1', 'rpc', { kind: 'cut' }, 'connector-1'],
  ])
})

test('only a fault that competes is said to be weaker or stronger', async () => {
  await open([{ link: 'rpc', fault: { kind: 'delay', ms: 50, direction: 'sending' } }])
  const note = page.getByText('the stronger holds')
  await page.getByLabelText('With').selectOptions('connector-1')
  await expect.element(note).toBeVisible()
  await page.getByRole('button', { name: 'Drop', exact: true }).click()
  await expect.element(note).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Delay', exact: true }).click()
  await expect.element(note).toBeVisible()
  await page.getByRole('button', { name: 'What it receives' }).click()
  await expect.element(note).not.toBeInTheDocument()
})

test('what is injected one way is listed and chosen so', async () => {
  await open([{ link: 'rpc', peer: 'connector-1', fault: { kind: 'delay', ms: 50, direction: 'receiving' } }])
  await page
    .getByRole('region', { name: 'Injected now' })
    .getByRole('button', { name: /^Delay/ })
    .click()
  await expect
    .element(page.getByRole('button', { name: 'What it receives' }))
    .toHaveAttribute('aria-pressed', 'true')
  await expect.element(page.getByLabelText('Delay in ms')).toHaveValue('50')
})

test('a bad value is named at its field, which gets the focus, and nothing is injected', async () => {
  const { calls } = await open()
  await page.getByRole('button', { name: 'Drop' }).click()
  const share = page.getByLabelText('Share in %')
  for (const text of ['', 'many', '0', '101', '-5', '1e9']) {
    await share.fill(text)
    await userEvent.keyboard('{Enter}')
    await expect.element(share).toHaveAccessibleDescription('Type a share above 0 and up to 100.')
    await expect.element(share).toHaveFocus()
  }
  await share.fill('12.5')
  await userEvent.keyboard('{Enter}')
  expect(calls()).toEqual([['chat-1', 'rpc', { kind: 'drop', rate: 0.125 }, undefined]])
})

test('what is injected is listed and can be healed one by one', async () => {
  const { calls } = await open([
    { link: 'rpc', fault: { kind: 'delay', ms: 50 } },
    { link: 'rpc', peer: 'connector-1', fault: { kind: 'cut' } },
  ])
  await page.getByRole('button', { name: 'Heal the link between chat-1 and connector-1' }).click()
  expect(calls()).toEqual([['chat-1', 'rpc', null, 'connector-1']])
  await page.getByRole('button', { name: 'Heal all' }).click()
  expect(calls()).toHaveLength(3)
})

test('a server that does not run, and a launcher that is gone, take no fault', async () => {
  await open([], { status: 'exited', pid: null })
  await expect.element(page.getByRole('button', { name: 'Cut the RPC links of chat-1' })).toBeDisabled()
  await expect.element(page.getByText('chat-1 does not run: it has no connections.')).toBeVisible()
})
