// The module that replaces `electron` in the main process: only what Grove uses.
import { app as realApp } from './app.ts'
import { BrowserWindow as RealWindow } from './browser-window.ts'
import {
  powerMonitor as realPowerMonitor,
  screen as realScreen,
  shell as realShell,
  StandInNotification,
  StandInTray,
} from './desktop-parts.ts'
import { ipcMain as realIpcMain } from './ipc-main.ts'
import { StandInMenu } from './menu.ts'
import { observed } from './observed.ts'
import type { ShownBox } from './protocol.ts'
import { protocol as realProtocol, session as realSession } from './scheme.ts'
import { strict } from './strict.ts'

interface Box extends ShownBox {
  cancelId?: number
}

let chosen: string[] = []
const answers: { button: string; checkbox: boolean }[] = []

/** Stand-in only: sets the result of the next open dialog. */
export function choose(paths: string[]): void {
  chosen = paths
}

/** Stand-in only: sets the answer to the next message box that has buttons. */
export function answerNext(button: string, checkbox: boolean): void {
  answers.push({ button, checkbox })
}

export const app = strict('app', realApp)
export const BrowserWindow = RealWindow
export const ipcMain = strict('ipcMain', realIpcMain)
export const protocol = strict('protocol', realProtocol)
export const session = strict('session', realSession)
export const screen = strict('screen', realScreen)
export const powerMonitor = strict('powerMonitor', realPowerMonitor)
export const shell = strict('shell', realShell)
export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false })
export const Menu = StandInMenu
export const Tray = StandInTray
export const Notification = StandInNotification
export const dialog = strict('dialog', {
  async showOpenDialog() {
    const filePaths = chosen
    chosen = []
    return { canceled: filePaths.length === 0, filePaths }
  },
  async showMessageBox(...args: (Box | object)[]) {
    const box = args.at(-1)
    if (!box || !('message' in box)) throw new TypeError('A message box needs a message.')
    const { type, message, detail, buttons, checkboxLabel, cancelId } = box
    observed.messageBoxes.push({ type, message, detail, buttons, checkboxLabel })
    // Whoever closes a message box without a button gets `cancelId`.
    const answer = buttons ? answers.shift() : undefined
    if (!buttons || !answer) return { response: cancelId ?? 0, checkboxChecked: false }
    const response = buttons.indexOf(answer.button)
    if (response === -1) throw new Error(`“${answer.button}” is not one of ${buttons.join(', ')}.`)
    return { response, checkboxChecked: answer.checkbox }
  },
})
