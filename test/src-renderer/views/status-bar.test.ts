// The status bar: what was recorded, and what happened last at the playhead.
import { beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import App from '../../../src-renderer/App.svelte'
import { lines, liveSession, timeline } from '../fake-session.ts'

beforeEach(cleanup)

const LAST = Math.max(...timeline.events.map(({ seq }) => seq))

test('a pause is the last thing that happened', async () => {
  const { session, summary, emit, record } = await liveSession()
  await render(App, { session })
  record(0)
  const bar = page.getByRole('contentinfo', { name: 'Status' })
  await expect.element(bar).toHaveTextContent(/recorded\s*0 dropped/)
  const at = (session.run?.now ?? 0) + 1e9
  const pause = { t: 'fault' as const, seq: LAST + 1, at, process: 'chat-1', fault: 'pause' }
  emit({ type: 'linesRecorded', run: summary.run, first: lines.length, lines: [pause] })
  await expect.element(bar).toHaveTextContent(/chat-1 paused/)
})
