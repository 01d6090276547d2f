// The panel of notes, and what begins one.
import { beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import type { MarkEvent } from '../../../src-main/timeline/index.ts'
import { HostError, type HostApi } from '../../../src-main/contract/index.ts'
import { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import { newDraft } from '../../../src-renderer/state/notes.ts'
import Notes from '../../../src-renderer/views/Notes/Notes.svelte'
import { fakeSession, recordedRun, timeline, type FakeSession } from '../fake-session.ts'

beforeEach(cleanup)

const lines = timeline.events.length + 2

async function opened(api: Parameters<typeof fakeSession>[0] = {}) {
  const fake = fakeSession({ about: async () => ({ ...ABOUT }), ...api })
  fake.session.about = { ...ABOUT }
  fake.setStatus('connected')
  fake.session.showRun(await recordedRun(fake.session))
  const { run } = fake.session
  if (!run) throw new Error('no run is shown')
  await expect.poll(() => run.caughtUp).toBe(true)
  const inspector = new Inspector(run)
  await render(Notes, { session: fake.session, run, inspector })
  return { ...fake, run, inspector }
}

const ABOUT = { version: '1', shell: 'web', node: null, platform: '', nativeDialogs: false } as const

function tell({ emit }: FakeSession, run: string, note: Partial<MarkEvent>, index = 0): void {
  const mark = { t: 'mark', seq: 90_000 + index, at: 1e6, note: 'n1', text: 'it begins' } as const
  emit({ type: 'linesRecorded', run, first: lines + index, lines: [{ ...mark, ...note }] })
}

test('a note is written at the playhead, and its text is not lost when it cannot be saved', async () => {
  const note = vi.fn<HostApi['note']>(async () => {
    throw new HostError({ code: 'CANNOT_WRITE', message: 'the file cannot be written' })
  })
  const { session, inspector } = await opened({ note })
  await expect.element(page.getByText(/No notes yet/)).toBeVisible()
  inspector.playhead.moveTo(2e6)
  await page.getByRole('button', { name: 'Add a note…' }).click()
  const field = page.getByRole('textbox', { name: 'Text of the note' })
  await expect.element(field).toHaveFocus()
  await userEvent.keyboard('look here{Control>}{Enter}{/Control}')
  await expect.poll(() => note.mock.calls.length).toBe(1)
  expect(note.mock.calls[0]?.[1]).toMatchObject({ at: 2e6, text: 'look here' })
  expect(session.problem?.message).toBe('the file cannot be written')
  await expect.element(field).toHaveValue('look here')
  await userEvent.keyboard('{Escape}')
  await expect.element(field).toHaveValue('look here')
})

test('notes are listed in the order of time, changed and removed as other windows change them', async () => {
  const fake = await opened()
  const { run } = fake
  tell(fake, run.id, { note: 'late', at: 2e6, text: 'second' })
  tell(fake, run.id, { note: 'early', at: 1e6, text: '<img src=x onerror=alert(1)>' }, 1)
  const items = page.getByRole('list', { name: 'Notes of this run' }).getByRole('listitem')
  await expect.poll(() => items.elements().map((item) => item.textContent?.trim())).toHaveLength(2)
  await expect.element(items.first()).toHaveTextContent('<img src=x onerror=alert(1)>')
  tell(fake, run.id, { note: 'early', text: 'changed' }, 2)
  await expect.element(items.first()).toHaveTextContent('changed')
  tell(fake, run.id, { note: 'early', text: '' }, 3)
  await expect.poll(() => items.elements().length).toBe(1)
})

test('a note leads to the moment or the time that it is about', async () => {
  const fake = await opened()
  const { run, inspector } = fake
  tell(fake, run.id, { at: 1e6, to: 3e6, text: 'a span' })
  const choose = page.getByRole('button', { name: /a span/ }).first()
  await expect.element(choose).toBeInTheDocument()
  choose.element().dispatchEvent(new MouseEvent('click', { bubbles: true }))
  expect(inspector.playhead.time).toBe(1e6)
  expect(inspector.requestedRange).toEqual({ from: 1e6, to: 3e6 })
})

test('a draft is about the selected event, the playhead or the shown time', async () => {
  const { run, inspector } = await opened()
  const event = timeline.events.find((one) => 'id' in one)
  if (!event || !('id' in event)) throw new Error('no event has an id')
  inspector.selectEvent(event)
  expect(newDraft(inspector)).toMatchObject({ about: event.id })
  inspector.noteDraft = newDraft(inspector)
  const about = page.getByRole('group', { name: 'What the note is about' })
  await expect.poll(() => about.getByRole('button').elements().length).toBe(3)
  await expect.element(about.getByRole('button', { pressed: true })).toHaveTextContent(/^On /)
  await about.getByRole('button').last().click()
  expect(inspector.noteDraft).toMatchObject({ about: null, at: 0 })
  expect(inspector.noteDraft?.to).toBeLessThanOrEqual(run.now)
})

test('in a report nothing can be written, and it says why', async () => {
  const { session, run } = await opened()
  session.about = { ...ABOUT, shell: 'report' }
  await expect.element(page.getByText(/A report cannot be changed/)).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Add a note…' })).toBeDisabled()
  expect(run.notes).toEqual([])
})
