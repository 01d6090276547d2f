// The keyboard shortcuts.
import { afterEach, expect, test, vi } from 'vitest'
import type { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import { handleKey, KEY_GROUPS, KEYS, type Screen } from '../../../src-renderer/views/Cluster/keys.ts'

const inspector = {
  step: vi.fn<Inspector['step']>(),
  stepHit: vi.fn<Inspector['stepHit']>(),
  focus: vi.fn<Inspector['focus']>(),
  clearSelection: vi.fn<Inspector['clearSelection']>(),
}
const panels = { toggle: vi.fn<Screen['panels']['toggle']>() }
const openHelp = vi.fn<() => void>()
const focusFilter = vi.fn<() => void>()
const cycleRegion = vi.fn<Screen['cycleRegion']>()
const screen = { inspector, panels, rows: {}, openHelp, focusFilter, cycleRegion } as unknown as Screen
afterEach(() => {
  vi.clearAllMocks()
  document.body.replaceChildren()
})

function press(key: string, on: HTMLElement = document.body, modifiers: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, ...modifiers })
  Object.defineProperty(event, 'target', { value: on })
  return handleKey(event, screen)
}

function element(tag: string): HTMLElement {
  return document.body.appendChild(document.createElement(tag))
}

test('each key is in one row of the table, which the help shows', () => {
  const keys = KEYS.flatMap((row) => row.keys)
  expect(new Set(keys).size).toBe(keys.length)
})

test('each row is in a group that the help shows', () => {
  expect([...new Set(KEYS.map(({ group }) => group))]).toEqual(KEY_GROUPS)
})

test('keys run their command, whatever their case; a row of a capital is for the capital only', () => {
  expect([press('.'), press(','), press('?'), press('/'), press('F')]).toEqual([true, true, true, true, true])
  expect(inspector.step.mock.calls).toEqual([[1], [-1]])
  expect(openHelp).toHaveBeenCalledOnce()
  expect(focusFilter).toHaveBeenCalledOnce()
  expect(inspector.focus).toHaveBeenCalledOnce()
  expect([press('n'), press('N')]).toEqual([true, true])
  expect(inspector.stepHit.mock.calls).toEqual([[1], [-1]])
})

test('F6 goes to the next part of the screen from everywhere, also from a field; Shift F6 goes back', () => {
  expect(press('F6', element('input'))).toBe(true)
  expect(press('F6', document.body, { shiftKey: true })).toBe(true)
  expect(cycleRegion.mock.calls).toEqual([[1], [-1]])
})

test('other keys, and keys with Ctrl, Alt or Meta, are left to the browser', () => {
  expect(press('ö')).toBe(false)
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey'])
    expect(press('.', document.body, { [modifier]: true })).toBe(false)
})

test('a field keeps its keys; Escape leaves it', () => {
  const field = element('input')
  field.focus()
  expect(press('.', field)).toBe(false)
  expect(document.activeElement).toBe(field)
  expect(press('Escape', field)).toBe(false)
  expect(document.activeElement).not.toBe(field)
  expect(inspector.clearSelection).not.toHaveBeenCalled()
})

test('Enter on a button, and any key while a menu is open, stay theirs', () => {
  expect(press('Enter', element('button'))).toBe(false)
  const menu = element('div')
  menu.popover = 'auto'
  menu.showPopover()
  expect(press('.')).toBe(false)
})
