// The native dialogs: file pickers, errors before the page is open, and the question before the browser opens an address.
import { BrowserWindow, dialog, shell, type MessageBoxOptions, type OpenDialogOptions } from 'electron'
import { problemOf } from '../contract/index.ts'
import { words } from './words/words.ts'

export type Pick = (kind: 'folder' | 'timeline') => Promise<string | null>

/** Returns the selected path, null if cancelled. */
export const pick: Pick = async (kind) => {
  const window = BrowserWindow.getFocusedWindow()
  const options = openOptions(kind)
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}

export function showProblem(error: unknown): null {
  const { message, hint } = problemOf(error)
  void dialog.showMessageBox({ type: 'error', message, detail: hint ?? '' })
  return null
}

export function showNotice(message: string, detail: string): void {
  void dialog.showMessageBox({ type: 'info', message, detail })
}

/** Opens an https address in the browser, if the user agrees. Any other address is refused. */
export async function openAddress(address: string, window: BrowserWindow | null): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url?.protocol !== 'https:' || url.username || url.password) {
    throw new Error('Only https addresses are opened in the browser.')
  }
  const { dialogs } = words()
  const options: MessageBoxOptions = {
    type: 'question',
    message: dialogs.openAddress(url.host),
    detail: url.href,
    buttons: [dialogs.openAddressYes, dialogs.cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options))
  if (response === 0) await shell.openExternal(url.href)
}

function openOptions(kind: 'folder' | 'timeline'): OpenDialogOptions {
  const { dialogs } = words()
  if (kind === 'folder') return { title: dialogs.openFolder, properties: ['openDirectory'] }
  return {
    title: dialogs.openTimeline,
    properties: ['openFile'],
    filters: [{ name: dialogs.timeline, extensions: ['grove', 'ndjson', 'gz', 'html'] }],
  }
}
