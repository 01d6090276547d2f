// The cluster screen without its launcher: it shows the last known state, and nothing can be done or becomes untrue.
import { beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import type { HostApi } from '../../../src-main/contract/index.ts'
import { formatMoment } from '../../../src-main/timeline/index.ts'
import App from '../../../src-renderer/App.svelte'
import { liveSession } from '../fake-session.ts'

beforeEach(cleanup)

/** Buttons that act on servers or on the run. */
const actions = () =>
  page
    .getByRole('button', { name: /^(Stop|Kill|Restart|Start|Force|More for|RPC|One more|One less)/ })
    .elements()
    .filter((button) => !(button as HTMLButtonElement).disabled)

async function connectedRun() {
  const { summary } = await liveSession()
  const runs = vi.fn<HostApi['runs']>(async () => [summary])
  const fake = await liveSession({ ping: async () => undefined, runs })
  fake.setStatus('connected')
  await render(App, { session: fake.session })
  fake.record(0)
  await expect.element(page.getByRole('group', { name: 'Verdict' })).toHaveTextContent('Running')
  expect(actions().length).toBeGreaterThan(0)
  return { ...fake, runs }
}

test('a launcher that ended freezes the clock, and no action is left', async () => {
  const { session, setStatus, summary } = await connectedRun()
  session.run!.summary = { ...summary, file: "/runs/it's one.ndjson" }
  setStatus('lost')
  const notice = page.getByRole('alert')
  await expect.element(notice).toHaveTextContent('the connection to the launcher is lost')
  setStatus('ended')
  await expect.element(notice).toHaveTextContent('the launcher ended')
  const { at } = session.frozen!
  await expect.element(notice).toHaveTextContent(`As of ${formatMoment(at)}`)
  await expect
    .element(page.getByRole('group', { name: 'Verdict' }))
    .toHaveTextContent(/Unknown\s*last known: Running/)
  session.run!.updateClock()
  expect(session.run!.now).toBe(at)
  expect(session.run!.live).toBe(false)
  expect(actions()).toEqual([])
  await page.getByRole('button', { name: 'Open recording' }).click()
  await expect.element(page.getByLabelText('The recording')).toHaveValue("/runs/it's one.ndjson")
  await expect.element(page.getByLabelText('Opens it')).toHaveValue("grove ui '/runs/it'\\''s one.ndjson'")
})

test('after a reconnect everything is true again', async () => {
  const { session, setStatus, summary, runs } = await connectedRun()
  setStatus('lost')
  await expect.element(page.getByRole('alert')).toBeVisible()
  runs.mockResolvedValue([{ ...summary, status: 'stopping' }])
  setStatus('connected')
  await expect.element(page.getByRole('button', { name: 'Force stop' })).toBeVisible()
  expect(page.getByRole('alert').query()).toBeNull()
  expect(session.run!.live).toBe(true)
})

test('another launcher, which does not run the cluster, does not make it live', async () => {
  const { session, setStatus, runs } = await connectedRun()
  setStatus('lost')
  runs.mockResolvedValue([])
  setStatus('connected')
  await expect.element(page.getByRole('alert')).toHaveTextContent('this launcher does not run it')
  expect(session.canAct).toBe(false)
  expect(actions()).toEqual([])
})

test('a run that ended is said to have ended, also if nothing is recorded after that', async () => {
  const { emit, summary } = await connectedRun()
  emit({ type: 'runChanged', run: { ...summary, status: 'ended' } })
  const verdict = page.getByRole('group', { name: 'Verdict' })
  await expect.element(verdict).toHaveTextContent('Ended')
  await expect.element(verdict).not.toHaveTextContent('Running')
})

test('what has been read of a recording so far is not said to be how things are', async () => {
  const { session } = await connectedRun()
  const verdict = page.getByRole('group', { name: 'Verdict' })
  await expect.element(verdict).toHaveTextContent('Running')
  session.run!.caughtUp = false
  await expect
    .element(verdict)
    .toHaveTextContent(/^Reading the recording is still being read; so far: Running/)
})
