// The open windows, and what the page of each shows: one window for each cluster.
import { BrowserWindow, type WebContents } from 'electron'
import type { MenuCommand, PageMessage, ShellMessage } from '../contract/index.ts'
import { sendToPage } from './ipc.ts'
import { openWindow, type WindowFiles } from './window.ts'
import { readWindowState, writeWindowState, type WindowState } from './window-state.ts'

interface PageState {
  screen: 'home' | 'preview' | 'run'
  run: string | null
  commands: MenuCommand[]
  /** Whether the page has told what it shows, so that it can show something else. */
  isReady: boolean
  /** What to tell it as soon as it listens. */
  waiting: ShellMessage[]
}

export interface WindowEvents {
  /** The window in front, or what its page can do, has changed. */
  changed(): void
  opened(): void
  closing(window: BrowserWindow, event: { preventDefault(): void }): void
}

export class Windows {
  readonly #files: WindowFiles
  readonly #stateFile: string
  readonly #events: WindowEvents
  readonly #pages = new Map<BrowserWindow, PageState>()
  /** In the order of their last focus, the latest last. */
  readonly #order: BrowserWindow[] = []
  #state: WindowState | null = null

  /** @param stateFile remembers where the last window was */
  constructor(files: WindowFiles, stateFile: string, events: WindowEvents) {
    this.#files = files
    this.#stateFile = stateFile
    this.#events = events
  }

  /** To be called before the first window. */
  async readState(): Promise<void> {
    this.#state = await readWindowState(this.#stateFile)
  }

  get all(): readonly BrowserWindow[] {
    return this.#order
  }

  /** The window that had the focus last; null if there is none. */
  get latest(): BrowserWindow | null {
    return this.#order.at(-1) ?? null
  }

  /** The commands of the page in front. */
  get commands(): readonly MenuCommand[] {
    return (this.latest && this.#pages.get(this.latest)?.commands) ?? []
  }

  /** Opens a window at an address (`#…`) of the page. */
  open(fragment = HOME): BrowserWindow {
    const window = openWindow(this.#files, fragment, this.#state)
    // A window with an address is not free for another one, even before its page is there.
    const screen = fragment === HOME ? 'home' : 'preview'
    this.#pages.set(window, { screen, run: null, commands: [], isReady: false, waiting: [] })
    this.#order.push(window)
    window.on('focus', () => {
      this.#order.splice(this.#order.indexOf(window), 1)
      this.#order.push(window)
      this.#events.changed()
    })
    window.on('close', (event) => {
      this.#remember(window)
      this.#events.closing(window, event)
    })
    window.once('closed', () => {
      this.#pages.delete(window)
      this.#order.splice(this.#order.indexOf(window), 1)
      this.#events.changed()
    })
    this.#events.opened()
    return window
  }

  /** Shows the latest window, or a new one with the latest run. */
  focusAny(): void {
    bringToFront(this.latest ?? this.open(LATEST))
  }

  /** Goes to an address of the page: in the window that shows its run, else in one that shows Home, else in a new one. */
  show(fragment: string, run?: string): void {
    const window = this.#find(run)
    if (!window) return void this.open(fragment)
    bringToFront(window)
    this.send(window, { type: 'open', fragment })
  }

  /** Shows what a link names; the page asks before it opens anything. */
  follow(fragment: string, run?: string): void {
    const window = this.#find(run) ?? this.open()
    bringToFront(window)
    this.send(window, { type: 'link', fragment })
  }

  /** Sends a message now, or as soon as the page listens. */
  send(window: BrowserWindow, message: ShellMessage): void {
    const page = this.#pages.get(window)
    if (page?.isReady) sendToPage(window.webContents, message)
    else page?.waiting.push(message)
  }

  receive(message: PageMessage, contents: WebContents): void {
    const window = BrowserWindow.fromWebContents(contents)
    const page = window && this.#pages.get(window)
    if (!page) return
    if (message.type === 'commands') {
      page.commands = message.commands
      this.#events.changed()
    } else if (message.type === 'shown') {
      page.screen = message.screen
      page.run = message.run
      page.isReady = true
      for (const waiting of page.waiting.splice(0)) sendToPage(contents, waiting)
    }
  }

  #find(run: string | undefined): BrowserWindow | undefined {
    const shows = (window: BrowserWindow) => run !== undefined && this.#pages.get(window)?.run === run
    const isFree = (window: BrowserWindow) => this.#pages.get(window)?.screen === 'home'
    return this.#order.findLast(shows) ?? this.#order.findLast(isFree)
  }

  #remember(window: BrowserWindow): void {
    this.#state = { ...window.getNormalBounds(), isMaximized: window.isMaximized() }
    void writeWindowState(this.#stateFile, this.#state)
  }
}

const HOME = '#home'
/** A page without an address shows the latest run, and Home if there is none. */
const LATEST = ''

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.focus()
}
