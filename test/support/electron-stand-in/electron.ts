// The module that replaces `electron` in the main process: only what Grove uses.
import { app as realApp } from './app.ts'
import { BrowserWindow as RealWindow } from './browser-window.ts'
import { ipcMain as realIpcMain } from './ipc-main.ts'
import { observed } from './observed.ts'
import { protocol as realProtocol, session as realSession } from './scheme.ts'
import { strict } from './strict.ts'

interface Box {
  message: string
  detail?: string
}

let chosen: string[] = []

/** Stand-in only: sets the result of the next open dialog. */
export function choose(paths: string[]): void {
  chosen = paths
}

export const app = strict('app', realApp)
export const BrowserWindow = RealWindow
export const ipcMain = strict('ipcMain', realIpcMain)
export const protocol = strict('protocol', realProtocol)
export const session = strict('session', realSession)
export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false })
export const Menu = strict('Menu', {
  buildFromTemplate: (template: object[]) => template,
  setApplicationMenu: () => app.mustComeAfterReady('Menu.setApplicationMenu'),
})
export const dialog = strict('dialog', {
  async showOpenDialog() {
    const filePaths = chosen
    chosen = []
    return { canceled: filePaths.length === 0, filePaths }
  },
  async showMessageBox(...args: (Box | object)[]) {
    const box = args.at(-1)
    if (box && 'message' in box) observed.messageBoxes.push(box)
    return { response: 0, checkboxChecked: false }
  },
})
