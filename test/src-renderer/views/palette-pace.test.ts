// How often the palette looks for commands while the run goes on.
import { afterEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { page } from 'vitest/browser'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import Palette from '../../../src-renderer/views/Palette/Palette.svelte'
import { liveSession } from '../fake-session.ts'

afterEach(() => void vi.useRealTimers())

test('the commands are read again now and then, and not after each event', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { session, record } = await liveSession()
  const find = vi.spyOn(session.commands, 'find')
  await render(Palette, { session })
  await expect.element(page.getByRole('combobox')).toBeVisible()
  expect(find).toHaveBeenCalledTimes(1)
  record(0)
  await expect.poll(() => (session.run as Run).lanes.all().length).toBeGreaterThan(1)
  expect(find).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(500)
  expect(find).toHaveBeenCalledTimes(2)
  await page.getByRole('combobox').fill('theme')
  await expect.poll(() => find.mock.lastCall).toEqual(['theme'])
})
