// The application menu, made from the commands of a page.
import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import type { MenuCommand } from '../../../src-main/contract/index.ts'
import { acceleratorOf, menuTemplate, type MenuActions } from '../../../src-main/electron/menu.ts'
import { en } from '../../../src-main/electron/words/en.ts'
import { zh } from '../../../src-main/electron/words/zh.ts'

type Item = MenuItemConstructorOptions

const COMMANDS: MenuCommand[] = [
  { id: 'open.folder', title: 'Open Folder…', keys: 'Mod+O', enabled: true, menu: 'file' },
  { id: 'export.html', title: 'Report & more', enabled: false, menu: 'export' },
  { id: 'view.map', title: 'Map', keys: 'M', enabled: true, checked: true, menu: 'view' },
  { id: 'help.keys', title: 'Keys', keys: '?', enabled: true, menu: 'help' },
]

function make(state: Partial<Parameters<typeof menuTemplate>[0]> = {}, words = en) {
  const done: string[] = []
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void done.push([name, ...args].join(' '))
  const actions: MenuActions = {
    run: note('run'),
    newWindow: note('newWindow'),
    go: note('go'),
    openRecent: note('openRecent'),
    clearRecent: note('clearRecent'),
    setOnLastClose: note('setOnLastClose'),
    showAbout: note('showAbout'),
  }
  const base = {
    commands: COMMANDS,
    hasWindow: true,
    recent: [],
    onLastClose: 'ask',
    platform: 'linux',
  } as const
  const items = menuTemplate({ ...base, ...state }, actions, words)
  return { items, done, item: (name: string) => find(items, name) }
}

function find(items: readonly Item[], name: string): Item | undefined {
  for (const item of items) {
    const inner = Array.isArray(item.submenu) ? find(item.submenu, name) : undefined
    if (item.id === name || item.label === name) return item
    if (inner) return inner
  }
  return undefined
}

const click = (item: Item | undefined) => Reflect.apply(item?.click ?? (() => {}), item, [])
const labels = (items: readonly Item[]) => items.map(({ label }) => label)

test('commands are in their menus, with their keys, greyed where they cannot run', () => {
  const { items, item, done } = make()
  expect(labels(items)).toEqual(['File', 'Edit', 'View', 'Go', 'Window', 'Help'])
  click(item('open.folder'))
  click(item('back'))
  expect(done).toEqual(['run open.folder', 'go back'])
  expect(item('open.folder')).toMatchObject({
    accelerator: 'CmdOrCtrl+O',
    registerAccelerator: false,
    enabled: true,
  })
  expect(item('export.html')).toMatchObject({ label: 'Report && more', enabled: false })
  expect(item('view.map')).toMatchObject({ type: 'checkbox', checked: true })
})

test('single keys are left to the page', () => {
  expect(acceleratorOf('K')).toBeUndefined()
  expect(acceleratorOf('Shift+N')).toBeUndefined()
  expect(acceleratorOf('?')).toBeUndefined()
  expect(acceleratorOf(undefined)).toBeUndefined()
  expect(acceleratorOf('Mod+Shift+P')).toBe('CmdOrCtrl+Shift+P')
  expect(acceleratorOf('F6')).toBe('F6')
})

test('without a window the rest is there, and recent projects are only shown', () => {
  const recent = [{ kind: 'project', path: '/a & b', name: 'a', openedAt: '' }] as const
  const { items, item, done } = make({ commands: [], hasWindow: false, recent, platform: 'darwin' })
  expect(labels(items)).toEqual(['Grove', 'File', 'Edit', 'Window'])
  expect(item('close')).toBeUndefined()
  click(item('a — /a && b'))
  click(item('clearRecent'))
  click(item('newWindow'))
  expect(done).toEqual(['openRecent /a & b', 'clearRecent', 'newWindow'])
})

test('the choice for the last window can be changed', () => {
  const { item, done } = make({ onLastClose: 'keep' })
  expect(item('close.keep')).toMatchObject({ checked: true })
  expect(item('close.ask')).toMatchObject({ checked: false })
  click(item('close.stop'))
  expect(done).toEqual(['setOnLastClose stop'])
})

test('both languages name every item, and no item twice in one menu', () => {
  for (const words of [en, zh])
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const walk = (items: readonly Item[]): void => {
        const named = items.filter(({ type }) => type !== 'separator')
        for (const item of named) expect(item.label, JSON.stringify(item)).toBeTruthy()
        expect(new Set(labels(named)).size).toBe(named.length)
        for (const { submenu } of named) if (Array.isArray(submenu)) walk(submenu)
      }
      walk(make({ platform }, words).items)
    }
})
