// What a user does in the window, in both shells. Results are read from the page, not from the host.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { until } from './until.ts'

const text = async (page: Page, id: string): Promise<string> =>
  (await page.getByTestId(id).first().textContent()) ?? ''

export async function waitForConvergence(page: Page, count: number): Promise<void> {
  await until(
    `the page says that ${count} views are equal`,
    async () =>
      new RegExp(`${count} of ${count} views|All ${count} views`).test(await text(page, 'convergence-text')),
    { within: 30_000 },
  )
}

/** Returns the state that the server list gives for a server, like `started`. */
export async function serverState(page: Page, id: string): Promise<string> {
  const row = page.getByRole('region', { name: 'Servers' }).getByRole('row', { name: `${id}, ` })
  const [, state = ''] = /, (\w+)/.exec((await row.textContent()) ?? '') ?? []
  return state
}

/** Returns the number of packets with this name in the event table. */
export async function countEvents(page: Page, name: string): Promise<number> {
  await page.getByTestId('search').fill(`name:${name}`)
  const counted = await until('the table counts', async () =>
    /([\d,]+) of [\d,]+ events/.exec(await text(page, 'event-table')),
  )
  await page.getByTestId('search').fill('')
  return Number((counted[1] ?? '').replace(/\D/g, ''))
}

/** Kills a chat server by a click, checks its removal, and respawns it by a click. */
export async function killAndRespawn(page: Page, picture?: string): Promise<void> {
  await waitForConvergence(page, 6)
  expect(await serverState(page, 'chat-2')).toBe('started')
  const before = await countEvents(page, 'removeServer')

  await page.getByTestId('action-kill-chat-2').click()
  await until('chat-2 is shown as killed', async () => (await serverState(page, 'chat-2')) === 'killed')
  await waitForConvergence(page, 5)
  await until(
    'five removals were sent, to all others',
    async () => (await countEvents(page, 'removeServer')) - before === 5,
  )
  expect(await text(page, 'server-chat-2')).toContain('killed by you')

  await page.getByTestId('action-spawn-chat-2').click()
  await until('chat-2 is shown as started', async () => (await serverState(page, 'chat-2')) === 'started')
  await waitForConvergence(page, 6)
  if (!picture) return
  await page.mouse.move(0, 0)
  await page.screenshot({ path: picture })
}
