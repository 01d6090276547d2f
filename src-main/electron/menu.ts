// The application menu: commands of the page in front, recent projects and timelines, and what every program has.
import type { MenuItemConstructorOptions } from 'electron'
import type { CloseChoice, MenuCommand, MenuName, RecentEntry } from '../contract/index.ts'
import type { Words } from './words/en.ts'

type Item = MenuItemConstructorOptions

export interface MenuState {
  /** Those of the page in front; none without a window. */
  commands: readonly MenuCommand[]
  hasWindow: boolean
  recent: readonly RecentEntry[]
  onLastClose: CloseChoice
  platform: NodeJS.Platform
}

export interface MenuActions {
  run(command: string): void
  newWindow(): void
  /** Steps in the history of the page's address. */
  go(step: 'back' | 'forward'): void
  openRecent(path: string): void
  clearRecent(): void
  setOnLastClose(choice: CloseChoice): void
  showAbout(): void
}

const CLOSE_CHOICES = ['ask', 'keep', 'stop'] as const
const MAX_RECENT = 12

export function menuTemplate(state: MenuState, actions: MenuActions, words: Words): Item[] {
  const { menu } = words
  const isMac = state.platform === 'darwin'
  const role = (name: NonNullable<Item['role']>): Item => ({ role: name, label: words.roles[name] ?? '' })
  const commands = (name: MenuName): Item[] =>
    state.commands
      .filter((command) => command.menu === name)
      .map((command) => commandItem(command, () => actions.run(command.id)))
  const submenu = (name: MenuName, ...groups: Item[][]): Item[] => {
    const items = joined([commands(name), ...groups])
    return items.length === 0 ? [] : [{ id: name, label: menu[name], submenu: items }]
  }
  const about: Item = { id: 'about', label: menu.about, click: actions.showAbout }
  const windowRoles = state.hasWindow ? [role('close')] : []
  const file = [
    [{ id: 'newWindow', label: menu.newWindow, accelerator: 'CmdOrCtrl+N', click: actions.newWindow }],
    [recentMenu(state, commands('recent'), actions, words), ...submenu('export')],
    [closeMenu(state, actions, words)],
    [...windowRoles, ...(isMac ? [] : [role('quit')])],
  ]
  const zoom = ['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'] as const
  const view = [zoom.map(role), (['reload', 'toggleDevTools'] as const).map(role)]
  // Electron, unlike a browser, has no keys for these.
  const step = (to: 'back' | 'forward', key: string, macKey: string): Item => ({
    id: to,
    label: menu[to],
    accelerator: isMac ? macKey : key,
    click: () => actions.go(to),
  })
  const back = step('back', 'Alt+Left', 'Cmd+[')
  const forward = step('forward', 'Alt+Right', 'Cmd+]')
  const edit = [
    (['undo', 'redo'] as const).map(role),
    (['cut', 'copy', 'paste', 'selectAll'] as const).map(role),
  ]
  return [
    ...(isMac ? [appMenu(about, role)] : []),
    ...submenu('file', ...file),
    { id: 'edit', label: menu.edit, submenu: joined(edit) },
    ...submenu('view', ...(state.hasWindow ? view : [])),
    ...submenu('go', state.hasWindow ? [back, forward] : []),
    ...submenu('cluster', submenu('record')),
    {
      role: 'window',
      label: words.roles['window'] ?? '',
      submenu: [role('minimize'), ...(isMac ? [role('zoom'), role('front')] : [])],
    },
    ...submenu('help', isMac ? [] : [about]),
  ]
}

/** `Mod+K` as Electron writes it; undefined for a single key, which would be taken from text fields. */
export function acceleratorOf(keys: string | undefined): string | undefined {
  if (keys === undefined || !/^(?:(?:Mod|Ctrl|Alt|Shift)\+)+.$|^(?:\w+\+)*F\d{1,2}$/i.test(keys))
    return undefined
  if (/^Shift\+.$/.test(keys)) return undefined
  return keys.replace('Mod+', 'CmdOrCtrl+')
}

function commandItem({ id, title, keys, enabled, checked }: MenuCommand, click: () => void): Item {
  const accelerator = acceleratorOf(keys)
  // The page handles its keys itself. An ampersand would mark the next letter.
  const item = {
    id,
    label: title.replaceAll('&', '&&'),
    enabled,
    click,
    accelerator,
    registerAccelerator: false,
  }
  return checked === undefined ? item : { ...item, type: 'checkbox', checked }
}

/** @param own those of the page in front; without a page nothing can start, so that they are shown */
function recentMenu({ recent }: MenuState, own: Item[], actions: MenuActions, { menu }: Words): Item {
  const shown = recent.slice(0, MAX_RECENT).map(({ name, path }): Item => {
    const label = `${name} — ${path}`.replaceAll('&', '&&')
    return { label, click: () => actions.openRecent(path) }
  })
  const entries = own.length > 0 ? own : shown
  const items: Item[][] =
    entries.length === 0
      ? [[{ label: menu.noRecent, enabled: false }]]
      : [entries, [{ id: 'clearRecent', label: menu.clearRecent, click: actions.clearRecent }]]
  return { id: 'openRecent', label: menu.openRecent, submenu: joined(items) }
}

function closeMenu({ onLastClose }: MenuState, actions: MenuActions, { menu }: Words): Item {
  const labels = { ask: menu.closeAsk, keep: menu.closeKeep, stop: menu.closeStop }
  return {
    id: 'onLastClose',
    label: menu.onLastClose,
    submenu: CLOSE_CHOICES.map((choice) => ({
      id: `close.${choice}`,
      type: 'radio',
      label: labels[choice],
      checked: choice === onLastClose,
      click: () => actions.setOnLastClose(choice),
    })),
  }
}

function appMenu(about: Item, role: (name: NonNullable<Item['role']>) => Item): Item {
  const hiding = (['hide', 'hideOthers', 'unhide'] as const).map(role)
  return { label: 'Grove', submenu: joined([[about], [role('services')], hiding, [role('quit')]]) }
}

/** The groups that have items, with a line between them. */
function joined(groups: readonly (readonly Item[])[]): Item[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index): Item[] => (index === 0 ? [...group] : [{ type: 'separator' }, ...group]))
}
