// The sequence: what a reader finds in it by name, and that it holds still under them.
import { beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import App from '../../../src-renderer/App.svelte'
import { fakeSession, lines, liveSession, recordedRun } from '../fake-session.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

beforeEach(cleanup)

const killed = syntheticTimeline({ servers: 4, crash: true })
const row = (name: RegExp) => page.getByRole('treeitem', { name })
const tree = () => page.getByRole('tree', { name: 'Chapters' })

async function openRecording(source = killed): Promise<void> {
  const { session } = fakeSession({}, source)
  await render(App, { session })
  session.showRun(await recordedRun(session))
  await expect.element(tree()).toBeVisible()
}

test('says before the first event who is starting', async () => {
  const { session, summary, emit } = await liveSession()
  await render(App, { session })
  const servers = summary.servers.map((server) => ({ ...server, status: 'waiting' as const }))
  emit({ type: 'runChanged', run: { ...summary, servers } })
  await expect
    .element(page.getByRole('status').getByText(/Nothing has happened yet/))
    .toHaveTextContent(`Nothing has happened yet: ${servers[0]?.id} is starting.`)
})

test('each row is a sentence: who sends what to whom, when, and how long it took', async () => {
  const { session, record } = await liveSession()
  await render(App, { session })
  record(0)
  await expect
    .element(row(/chat-2 sends register to master-1/))
    .toHaveAccessibleName(/^0:00\.\d{6}, chat-2 sends register to master-1, [\d.]+ (µs|ms)$/)
  await expect
    .element(row(/addServer chat-2/))
    .toHaveAccessibleName(/^0:00\.\d{6}, master-1 sends addServer chat-2 to .+ and .+, /)
})

test('chapters have headings that fold and unfold by click and by keyboard', async () => {
  await openRecording()
  const heading = page.getByRole('treeitem', { name: /^Start, /, exact: false }).first()
  await expect.element(heading).toHaveAttribute('aria-expanded', 'false')
  await heading.click()
  await expect.element(heading).toHaveAttribute('aria-expanded', 'true')
  ;(tree().element() as HTMLElement).focus()
  await userEvent.keyboard('{Home}{ArrowLeft}')
  await expect.element(heading).toHaveAttribute('aria-expanded', 'false')
  await userEvent.keyboard('{ArrowRight}{ArrowDown}')
  const active = tree().element().getAttribute('aria-activedescendant')
  expect(document.getElementById(active ?? '')?.getAttribute('aria-level')).toBe('2')
  await userEvent.keyboard('*')
  for (const one of page.getByRole('treeitem', { expanded: false }).elements())
    expect(one.getAttribute('aria-level')).toBe('2')
})

test('a selected row selects its event and moves the playhead; later rows say so', async () => {
  const { session, record } = await liveSession()
  await render(App, { session })
  record(0)
  const register = row(/chat-2 sends register to master-1/)
  await register.getByText('register', { exact: true }).click()
  await expect.element(register).toHaveAttribute('aria-selected', 'true')
  await expect.element(page.getByRole('tabpanel', { name: 'Selection' })).toHaveTextContent('register')
  await expect
    .element(row(/master-1 sends register\.ack to chat-2/))
    .toHaveAccessibleDescription('after the playhead')
  await userEvent.keyboard('{Escape}l')
  await expect
    .element(page.getByRole('treeitem').last())
    .not.toHaveAccessibleDescription('after the playhead')
})

test('a filter leaves only the rows that pass, and one button clears it', async () => {
  await openRecording()
  await page.getByTestId('search').fill('name:register')
  await expect.element(row(/sends register to/).first()).toBeVisible()
  expect(row(/addServer/).query()).toBeNull()
  await page.getByTestId('search').fill('nowhere-to-be-found')
  await page
    .getByRole('region', { name: 'Sequence' })
    .getByRole('button', { name: 'Clear the filter' })
    .click()
  await expect.element(row(/^Start, /)).toBeVisible()
})

test('the names of the lanes say what is true at the playhead', async () => {
  const { session, record } = await liveSession({}, killed)
  await render(App, { session })
  const exit = killed.events.findIndex((event) => event.t === 'process' && event.event === 'exited')
  record(0, exit + 2)
  const lanes = page.getByRole('list', { name: 'Lanes' })
  await expect
    .element(lanes.getByRole('button', { name: /^chat-1: .*(killed|crashed|SIGKILL)/ }))
    .toBeVisible()
})

test('what is read stays in place while rows are added below', async () => {
  const { session, record } = await liveSession({}, killed)
  await render(App, { session })
  const half = lines.findIndex((line) => line.t === 'packet' && line.name === 'subscribe')
  record(0, half + 1)
  const first = row(/sends register to master-1/).first()
  await expect.element(first).toBeVisible()
  ;(tree().element() as HTMLElement).focus()
  await userEvent.keyboard('{Home}')
  const lanes = page.getByRole('list', { name: 'Lanes' })
  const heading = page.getByRole('treeitem', { name: /^Start, / })
  const topOf = (locator: typeof lanes): number => locator.element().getBoundingClientRect().top
  // What is above the view may become higher meanwhile.
  const top = (): number => topOf(heading) - topOf(lanes)
  const before = top()
  record(half + 1)
  await expect.element(page.getByTestId('event-table')).toHaveTextContent(`${killed.events.length} events`)
  expect(top()).toBe(before)
})
