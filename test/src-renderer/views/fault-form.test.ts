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
