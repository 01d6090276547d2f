// Windows' jump list: what the icon in the task bar offers.
import type { JumpListCategory } from 'electron'
import type { RecentEntry } from '../contract/index.ts'
import type { Words } from './words/en.ts'

const MAX_ITEMS = 10

/** A window, and the recent paths. What Windows starts by it is shown, and not started. */
export function jumpList(
  entries: readonly RecentEntry[],
  program: string,
  { menu }: Words,
): JumpListCategory[] {
  const recent = entries.slice(0, MAX_ITEMS).map(({ name, path }) => ({
    type: 'task' as const,
    title: name,
    description: path.slice(0, 250),
    program,
    args: `"${path.replaceAll('"', '')}"`,
    iconPath: program,
    iconIndex: 0,
  }))
  const newWindow = {
    type: 'task' as const,
    title: menu.newWindow,
    program,
    args: '',
    iconPath: program,
    iconIndex: 0,
  }
  return [
    { type: 'tasks', items: [newWindow] },
    ...(recent.length === 0 ? [] : [{ type: 'custom' as const, name: menu.openRecent, items: recent }]),
  ]
}
