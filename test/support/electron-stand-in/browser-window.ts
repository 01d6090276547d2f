// Electron's `BrowserWindow`: rejects options that would give the page access to Node, and notifies the test when shown.
import { isAbsolute } from 'node:path'
import { app } from './app.ts'
import { browser } from './browser-process.ts'
import { observed } from './observed.ts'
import { sendToTest } from './parent.ts'
import { strict, StrictEmitter } from './strict.ts'
import { WebContents } from './web-contents.ts'

interface WindowOptions {
  x?: number
  y?: number
  width?: number
  height?: number
  show?: boolean
  icon?: string
  webPreferences?: {
    preload?: string
    sandbox?: boolean
    contextIsolation?: boolean
    nodeIntegration?: boolean
    webSecurity?: boolean
    webviewTag?: boolean
  }
}

const windows = new Set<Window>()
let focused: Window | null = null

class Window extends StrictEmitter {
  readonly webContents: WebContents
  readonly #contents: WebContents
  readonly #bounds: { x: number; y: number; width: number; height: number }
  #isMaximized = false
  #destroyed = false
  #loaded = false

  static getAllWindows(): Window[] {
    return [...windows]
  }

  static fromWebContents(contents: object): Window | null {
    return (
      [...windows].find((window) => window.webContents === contents || window.#contents === contents) ?? null
    )
  }

  static getFocusedWindow(): Window | null {
    return focused
  }

  constructor(options: WindowOptions = {}) {
    super(['blur', 'close', 'closed', 'focus', 'ready-to-show', 'show'])
    app.mustComeAfterReady('new BrowserWindow')
    observed.windows.push(structuredClone(options))
    const preload = checkedPreload(options)
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.#bounds = { x, y, width, height }
    this.#contents = new WebContents({ preload, width, height })
    this.webContents = strict('webContents', this.#contents)
    this.#contents.once('did-finish-load', () => this.#isLoaded())
    this.#contents.once('page-gone', () => this.#isGone())
    windows.add(this)
    app.emit('web-contents-created', {}, this.webContents)
    if (options.show !== false) this.#contents.once('did-finish-load', () => this.show())
  }

  loadURL(address: string): Promise<void> {
    return this.#contents.loadURL(address)
  }

  show(): void {
    if (!this.#loaded) throw new Error('A window shown before it is ready flashes white.')
    this.emit('show')
    this.focus()
    void browser().then(({ endpoint }) => sendToTest({ told: 'windowShown', endpoint }))
  }

  focus(): void {
    moveFocus(this)
  }

  restore(): void {}

  isMinimized(): boolean {
    return false
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  isFocused(): boolean {
    return focused === this
  }

  isMaximized(): boolean {
    return this.#isMaximized
  }

  maximize(): void {
    this.#isMaximized = true
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return { ...this.#bounds }
  }

  flashFrame(_flag: boolean): void {}

  /** Returns whether it was prevented. */
  close(): boolean {
    const prevented = this.emitPreventable('close')
    if (!prevented) void this.#contents.close()
    return prevented
  }

  /** Closes it without asking. */
  destroy(): void {
    void this.#contents.close()
  }

  #isLoaded(): void {
    this.#loaded = true
    this.emit('ready-to-show')
  }

  #isGone(): void {
    this.#destroyed = true
    windows.delete(this)
    if (focused === this) focused = null
    this.emit('closed')
    if (windows.size === 0) app.windowsAreClosed()
  }
}

function moveFocus(window: Window): void {
  if (focused === window) return
  focused?.emit('blur')
  focused = window
  window.emit('focus')
}

function checkedPreload({ webPreferences = {} }: WindowOptions): string {
  const { preload, sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = webPreferences
  const wrong =
    sandbox !== true ||
    contextIsolation !== true ||
    nodeIntegration === true ||
    webSecurity === false ||
    webviewTag
  if (wrong || !observed.sandboxed) throw new Error('The window is not sandboxed and isolated.')
  if (preload === undefined || !isAbsolute(preload)) throw new Error('The preload must be an absolute path.')
  return preload
}

app.closeWindows = async () => {
  const open = [...windows]
  const gone = open.map((window) => new Promise((resolve) => window.once('closed', () => resolve(true))))
  const prevented = open.map((window) => window.close())
  if (prevented.includes(true)) return false
  await Promise.all(gone)
  return true
}

/** Stand-in only: gives the focus to a window, or to another program. */
export function focusWindow(index: number | null): void {
  const window = index === null ? undefined : [...windows][index]
  if (window) return moveFocus(window)
  focused?.emit('blur')
  focused = null
}

export const BrowserWindow = Window
