// The keys of commands.
import { afterEach, expect, test } from 'vitest'
import type { Command } from '../../../../src-renderer/state/commands/command.ts'
import { commandOfKey, formatKey } from '../../../../src-renderer/state/commands/keys.ts'
import { commandsOf } from '../../../../src-renderer/state/commands/registry.ts'
import { Inspector } from '../../../../src-renderer/state/inspector.svelte.ts'
import { LaneRows } from '../../../../src-renderer/state/lane-rows.svelte.ts'
import { Panels } from '../../../../src-renderer/state/panels.svelte.ts'
import type { Run } from '../../../../src-renderer/state/run.svelte.ts'
import { liveSession } from '../../fake-session.ts'

const KEYS = ['N', 'Shift+N', 'F', '.', '?', '+', 'Space', 'Escape', 'Enter', 'F6', 'Home', 'Mod+K', 'Mod+Z']
const COMMANDS = KEYS.map((key): Command => ({
  id: key,
  group: 'view',
  title: key,
  keys: [key],
  run: () => undefined,
}))
afterEach(() => document.body.replaceChildren())

function press(
  key: string,
  on: HTMLElement = document.body,
  modifiers: KeyboardEventInit = {},
): string | null {
  const event = new KeyboardEvent('keydown', { key, ...modifiers })
  Object.defineProperty(event, 'target', { value: on })
  return commandOfKey(event, COMMANDS)?.id ?? null
}

function element(tag: string): HTMLElement {
  return document.body.appendChild(document.createElement(tag))
}

test('a letter runs its command whatever its case; with Shift the one of the capital, if there is one', () => {
  expect([press('n'), press('N'), press('N', document.body, { shiftKey: true })]).toEqual([
    'N',
    'N',
    'Shift+N',
  ])
  expect(press('F', document.body, { shiftKey: true })).toBe('F')
})

test('signs are found with and without Shift', () => {
  expect([press('?', document.body, { shiftKey: true }), press('+'), press(' '), press('.')]).toEqual([
    '?',
    '+',
    'Space',
    '.',
  ])
})

test('other keys, and keys with Alt or another modifier, are left to the browser', () => {
  expect(press('ö')).toBeNull()
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey'])
    expect(press('.', document.body, { [modifier]: true })).toBeNull()
})

test('a field keeps its keys and its own undo, but not the palette and F6; Escape leaves it', () => {
  const field = element('input')
  field.focus()
  expect([press('.', field), press('z', field, { ctrlKey: true })]).toEqual([null, null])
  expect([press('k', field, { ctrlKey: true }), press('F6', field)]).toEqual(['Mod+K', 'F6'])
  expect(document.activeElement).toBe(field)
  expect(press('Escape', field)).toBeNull()
  expect(document.activeElement).not.toBe(field)
})

test('Enter on a button, and any key while a menu or a dialog is open, stay theirs', () => {
  expect(press('Enter', element('button'))).toBeNull()
  const menu = element('div')
  menu.popover = 'auto'
  menu.showPopover()
  expect(press('.')).toBeNull()
  menu.hidePopover()
  const dialog = element('dialog') as HTMLDialogElement
  dialog.showModal()
  expect([press('.'), press('k', document.body, { ctrlKey: true })]).toEqual([null, null])
})

test('keys are shown as they are printed on the keyboard', () => {
  expect(['Mod+K', 'Shift+N', 'PageUp', 'ArrowLeft', '-', '+'].map(formatKey)).toEqual([
    'Ctrl+K',
    'Shift+N',
    'PgUp',
    '←',
    '−',
    '+',
  ])
})

test('no key and no id belongs to two commands of a run', async () => {
  const { session } = await liveSession()
  const run = session.run as Run
  const screen = {
    inspector: new Inspector(run),
    panels: new Panels(),
    rows: new LaneRows(run),
    focusFilter: () => undefined,
    cycleRegion: () => undefined,
  }
  for (const text of ['', 'chat 5', 'go to 1:40']) {
    const commands = commandsOf({ session, screen }, text)
    const ids = commands.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
    const keys = commands.flatMap((command) => command.keys ?? [])
    expect(keys).toEqual([...new Set(keys)])
  }
})
