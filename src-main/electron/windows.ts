// The open windows, and what the page of each shows: one window for each cluster.
import { BrowserWindow, type WebContents } from 'electron'
import type { MenuCommand, PageMessage } from '../contract/index.ts'
import { sendToPage } from './ipc.ts'
import { openWindow } from './window.ts'

interface PageState {
  screen: 'home' | 'preview' | 'run'
  run: string | null
  commands: MenuCommand[]
  /** Whether the page has reported, so that it listens. */
  isReady: boolean
  /** The address to go to as soon as it listens. */
  wanted: string | null
}

export class Windows {
  readonly #preload: string
  readonly #pages = new Map<BrowserWindow, PageState>()
  /** In the order of their last focus, the latest last. */
  readonly #order: BrowserWindow[] = []

  constructor(preload: string) {
    this.#preload = preload
  }

  /** The window that had the focus last; null if there is none. */
  get latest(): BrowserWindow | null {
    return this.#order.at(-1) ?? null
  }

  commandsOf(window: BrowserWindow | null): readonly MenuCommand[] {
    return (window && this.#pages.get(window)?.commands) ?? []
  }

  /** Opens a window at an address (`#…`) of the page; at Home without one. */
  open(fragment = ''): BrowserWindow {
    const window = openWindow(this.#preload, fragment)
    // A window with an address is not free for another one, even before its page is there.
    const screen = fragment === '' ? 'home' : 'preview'
    this.#pages.set(window, { screen, run: null, commands: [], isReady: false, wanted: null })
    this.#order.push(window)
    window.on('focus', () => {
      this.#order.splice(this.#order.indexOf(window), 1)
      this.#order.push(window)
    })
    window.once('closed', () => {
      this.#pages.delete(window)
      this.#order.splice(this.#order.indexOf(window), 1)
    })
    return window
  }

  /** Shows the latest window, or a new one. */
  focusAny(): BrowserWindow {
    const window = this.latest ?? this.open()
    bringToFront(window)
    return window
  }

  /** Goes to an address of the page: in the window that shows its run, else in one that shows Home, else in a new one. */
  show(fragment: string, run?: string): BrowserWindow {
    const shows = (window: BrowserWindow) => run !== undefined && this.#pages.get(window)?.run === run
    const isFree = (window: BrowserWindow) => this.#pages.get(window)?.screen === 'home'
    const window = this.#order.findLast(shows) ?? this.#order.findLast(isFree)
    if (!window) return this.open(fragment)
    bringToFront(window)
    this.#goTo(window, fragment)
    return window
  }

  receive(message: PageMessage, contents: WebContents): void {
    const window = BrowserWindow.fromWebContents(contents)
    const page = window && this.#pages.get(window)
    if (!page) return
    page.isReady = true
    if (page.wanted !== null) this.#goTo(window, page.wanted)
    if (message.type === 'commands') page.commands = message.commands
    else if (message.type === 'shown') {
      page.screen = message.screen
      page.run = message.run
    }
  }

  #goTo(window: BrowserWindow, fragment: string): void {
    const page = this.#pages.get(window)
    if (!page) return
    page.wanted = page.isReady ? null : fragment
    if (page.isReady) sendToPage(window.webContents, { type: 'open', fragment })
  }
}

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.focus()
}
