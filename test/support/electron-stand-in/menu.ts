// Electron's `Menu`: checks templates, keeps the application menu, and clicks items for the test.
import { app } from './app.ts'

export interface Item {
  id?: string
  label?: string
  role?: string
  type?: string
  enabled?: boolean
  checked?: boolean
  accelerator?: string
  submenu?: Item[]
  click?: () => void
}

/** An item without its handler, for the test. */
export interface ShownItem {
  id?: string | undefined
  label: string
  enabled: boolean
  checked?: boolean | undefined
  accelerator?: string | undefined
  submenu?: ShownItem[] | undefined
}

const ROLES = new Set(
  (
    'undo redo cut copy paste selectAll reload toggleDevTools resetZoom zoomIn zoomOut togglefullscreen window minimize ' +
    'close services hide hideOthers unhide quit zoom front'
  ).split(' '),
)
const TYPES = new Set(['normal', 'separator', 'submenu', 'checkbox', 'radio'])
const ACCELERATOR =
  /^(?:(?:CmdOrCtrl|Cmd|Ctrl|Alt|Shift)\+)*(?:[^\s+]|F\d{1,2}|Plus|Up|Down|Left|Right|Space|Enter)$/

export class StandInMenu {
  readonly items: Item[]
  static applicationMenu: StandInMenu | null = null

  private constructor(items: Item[]) {
    this.items = items
  }

  static buildFromTemplate(template: Item[]): StandInMenu {
    for (const item of template) checkItem(item)
    return new StandInMenu(template)
  }

  static setApplicationMenu(menu: StandInMenu | null): void {
    app.mustComeAfterReady('Menu.setApplicationMenu')
    this.applicationMenu = menu
  }

  get shown(): ShownItem[] {
    return this.items.filter(({ type }) => type !== 'separator').map(shownItem)
  }

  /** Clicks the item with this id or label, as a user does: not one that is disabled. */
  click(name: string): void {
    const item = find(this.items, name)
    if (!item?.click || item.enabled === false) throw new Error(`There is no item “${name}” to click.`)
    item.click()
  }
}

function checkItem({ role, type, label, accelerator, submenu }: Item): void {
  if (type !== undefined && !TYPES.has(type)) throw new Error(`Unknown type ${type} of a menu item.`)
  if (role !== undefined && !ROLES.has(role)) throw new Error(`Unknown role ${role} of a menu item.`)
  if (role === undefined && type !== 'separator' && !label) throw new Error('A menu item needs a label.')
  if (accelerator !== undefined && !ACCELERATOR.test(accelerator)) throw new Error(`Bad key ${accelerator}.`)
  for (const item of submenu ?? []) checkItem(item)
}

function shownItem({ id, label, role, enabled, checked, accelerator, submenu }: Item): ShownItem {
  const items = submenu?.filter(({ type }) => type !== 'separator').map(shownItem)
  return { id, label: label ?? role ?? '', enabled: enabled ?? true, checked, accelerator, submenu: items }
}

function find(items: readonly Item[], name: string): Item | undefined {
  for (const item of items) {
    if (item.id === name || item.label === name) return item
    const inner = find(item.submenu ?? [], name)
    if (inner) return inner
  }
  return undefined
}
