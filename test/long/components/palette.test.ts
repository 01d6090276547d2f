// Whatever is typed into the palette: every dialog closes with Escape, no filter is hidden, and the address says it all.
import fc from 'fast-check'
import { tick } from 'svelte'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { cleanup, render } from 'vitest-browser-svelte'
import { page, userEvent } from 'vitest/browser'
import App from '../../../src-renderer/App.svelte'
import type { HostApi } from '../../../src-main/contract/index.ts'
import type { Screen } from '../../../src-renderer/state/commands/command.ts'
import type { Session } from '../../../src-renderer/state/session.svelte.ts'
import { language } from '../../../src-renderer/words/words.svelte.ts'
import { liveSession } from '../../src-renderer/fake-session.ts'

beforeEach(cleanup)
// The files of these tests share a page: its language, panels and address are set by the commands.
afterAll(() => {
  cleanup()
  language.code = 'en'
  localStorage.clear()
  history.replaceState(null, '', location.pathname + location.search)
})

const COMMANDS = 300
/** The address is checked after so many commands. */
const CHECKED_ADDRESS = 10
/** What people type, and what nobody does. */
const TYPED = fc.oneof(
  fc.constantFrom(
    'kill',
    'kill chat-1',
    'kill chat',
    'kill all',
    'stop',
    'pause gate',
    'restart all',
    'scale chat 5',
    'go to 0:01',
    'go to -1 s',
    '0:00.5',
    'filter to:chat-*',
    'filter (',
    'filter type:rpc',
    'clear',
    'next',
    'theme dark',
    'theme light',
    '中文',
    'english',
    'export html',
    'help',
    'home',
    'show state',
    'map',
    'fit',
    'timeline',
    'sequence',
    'fold',
    'select chat-1',
    'cut chat-1 gate-1',
    'delay chat-1 500',
    'heal',
    'undo',
    'note a note',
    'add a note',
    'open /tmp/x.ndjson',
    'open',
    'call',
    'debug',
    'compare',
    'close',
    'record',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789.,?[]/'),
)

function done(): Promise<never> {
  return Promise.resolve(undefined as never)
}

/** Changes of the cluster succeed and change nothing. */
const CHANGES: Partial<HostApi> = {
  act: done,
  fault: done,
  scale: done,
  tap: done,
  stop: done,
  note: () => Promise.resolve('note' as never),
}

async function open(typed: string, choice: number): Promise<string | null> {
  await userEvent.keyboard('{Control>}k{/Control}')
  await tick()
  const field = document.querySelector<HTMLInputElement>('[role=combobox][aria-controls=palette-list]')
  if (!field) return null
  field.value = typed
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await tick()
  for (let step = 0; step < choice; step += 1) press(field, 'ArrowDown')
  await tick()
  const chosen = document.querySelector('[role=option][aria-selected=true] .title')?.textContent ?? null
  press(field, 'Enter')
  await tick()
  return chosen
}

function press(target: Element, key: string): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}

/** Escape closes all that is open, one after the other. */
async function closeAll(): Promise<void> {
  for (let tries = 0; document.querySelector('dialog:modal, :popover-open'); tries += 1) {
    if (tries > 5)
      throw new Error(`Escape does not close ${document.querySelector('dialog:modal')?.ariaLabel}`)
    await userEvent.keyboard('{Escape}')
    await tick()
  }
}

function checkFilter({ inspector: { filter } }: Screen): void {
  const field = page.getByRole('searchbox', { name: /^(Filter|筛选)$/ }).query() as HTMLInputElement | null
  if (!field) return
  expect(field.value).toBe(filter.query)
  // A hidden phase is struck out in its chip. A half-typed query says which filter is still in use.
  expect(filter.appliedQuery === '' || filter.query !== '').toBe(true)
}

/** What is on screen, as far as the address is to describe it. */
function describe({ inspector, panels }: Screen): unknown {
  const { layout, playhead, filter, selection, folding } = inspector
  return {
    layout,
    folding,
    at: playhead.at === null ? null : Math.round(playhead.at),
    filter: [filter.appliedQuery, filter.mode, [...filter.hiddenPhases].toSorted()],
    selection: selection?.kind === 'server' ? selection.id : selection?.kind,
    panels: [panels.side, panels.bottom],
  }
}

/** The address alone brings back what is on screen, after the screen was as at the start. */
async function checkAddress(session: Session, screen: Screen): Promise<void> {
  const before = describe(screen)
  const { link } = session.address
  session.address.open(`#run=${session.run?.id}`, true)
  await expect.poll(() => screen.inspector.layout + screen.inspector.filter.appliedQuery).toBe('sequence')
  session.address.open(new URL(link).hash, true)
  await expect.poll(() => describe(screen)).toEqual(before)
}

test('300 commands leave no open dialog, no hidden filter and no state that the address does not say', async () => {
  const { summary } = await liveSession()
  const { session, record, setStatus } = await liveSession({ ...CHANGES, runs: async () => [summary] })
  await render(App, { session })
  record(0)
  setStatus('connected')
  await expect.poll(() => session.place).not.toBeNull()
  const seed = Date.now() % 1e9
  console.info(`seed of the typed commands: ${seed}`)
  const typed = fc.sample(fc.tuple(TYPED, fc.nat({ max: 4 })), { numRuns: COMMANDS, seed })
  for (const [index, [text, choice]] of typed.entries()) {
    if (session.screen !== 'run' || session.run === null) session.showRun(summary)
    await tick()
    const chosen = await open(text, choice)
    const context = `seed ${seed}, typed ${JSON.stringify(text)}, ran ${JSON.stringify(chosen)}`
    try {
      await closeAll()
      const { screen } = session.commands
      if (screen) {
        checkFilter(screen)
        // Each takes a moment.
        if (index % CHECKED_ADDRESS === 0) await checkAddress(session, screen)
      }
    } catch (error) {
      throw new Error(context, { cause: error })
    }
  }
}, 120_000)
