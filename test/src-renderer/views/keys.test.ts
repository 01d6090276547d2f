// The keyboard shortcuts.
import { afterEach, expect, test, vi } from 'vitest'
import type { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import { handleKey, KEYS } from '../../../src-renderer/views/Cluster/keys.ts'

const inspector = {
  step: vi.fn<Inspector['step']>(),
  fitAll: vi.fn<Inspector['fitAll']>(),
  clearSelection: vi.fn<Inspector['clearSelection']>(),
}
const command = () => vi.fn<() => void>()
const commands = { help: command(), search: command(), events: command(), logs: command() }
afterEach(() => {
  vi.clearAllMocks()
  document.body.replaceChildren()
})

function press(key: string, on: HTMLElement = document.body, modifiers: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, ...modifiers })
  Object.defineProperty(event, 'target', { value: on })
  return handleKey(event, inspector as unknown as Inspector, commands)
}

function element(tag: string): HTMLElement {
  return document.body.appendChild(document.createElement(tag))
}

test('each key is in one row of the table, which the help shows', () => {
  const keys = KEYS.flatMap((row) => row.keys)
  expect(new Set(keys).size).toBe(keys.length)
})

test('keys run their command, whatever their case', () => {
  expect([press('j'), press('K'), press('?'), press('/'), press('F')]).toEqual([true, true, true, true, true])
  expect(inspector.step.mock.calls).toEqual([[1], [-1]])
  expect(commands.help).toHaveBeenCalledOnce()
  expect(commands.search).toHaveBeenCalledOnce()
  expect(inspector.fitAll).toHaveBeenCalledOnce()
})

test('other keys, and keys with Ctrl, Alt or Meta, are left to the browser', () => {
  expect(press('x')).toBe(false)
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey'])
    expect(press('j', document.body, { [modifier]: true })).toBe(false)
})

test('a field keeps its keys; Escape leaves it', () => {
  const field = element('input')
  field.focus()
  expect(press('j', field)).toBe(false)
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
  expect(press('j')).toBe(false)
})
