// The native dialogs: file pickers, and errors before the page is open.
import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron'
import { problemOf } from '../contract/index.ts'

export type Pick = (kind: 'folder' | 'timeline') => Promise<string | null>

const DIALOGS: Record<'folder' | 'timeline', OpenDialogOptions> = {
  folder: { title: 'Open a folder', properties: ['openDirectory'] },
  timeline: {
    title: 'Open a timeline',
    properties: ['openFile'],
    filters: [{ name: 'Timeline', extensions: ['ndjson', 'gz', 'html'] }],
  },
}

/** Returns the selected path, null if cancelled. */
export const pick: Pick = async (kind) => {
  const window = BrowserWindow.getFocusedWindow()
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, DIALOGS[kind])
    : dialog.showOpenDialog(DIALOGS[kind]))
  return canceled ? null : (filePaths[0] ?? null)
}

export function showProblem(error: unknown): null {
  const { message, hint } = problemOf(error)
  void dialog.showMessageBox({ type: 'error', message, detail: hint ?? '' })
  return null
}
