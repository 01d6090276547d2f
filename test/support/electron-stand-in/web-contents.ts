// Electron's `webContents` over a Chromium page: navigation, requests and IPC pass through the app's handlers.
import { readFileSync } from 'node:fs'
import type { Page, Request as PageRequest, Route } from 'playwright-core'
import { app } from './app.ts'
import { keepBrowser, openPage } from './browser-process.ts'
import { invokeHandler } from './ipc-main.ts'
import { IsolatedWorld } from './isolated-world.ts'
import { observed } from './observed.ts'
import { answerRequest, fromChromium, toChromium } from './scheme.ts'
import { StrictEmitter } from './strict.ts'

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }

export interface PageOptions {
  preload: string
  width: number
  height: number
}

let lastId = 0

export class WebContents extends StrictEmitter {
  readonly id = ++lastId
  readonly #options: PageOptions
  #view: Promise<{ page: Page; world: IsolatedWorld }>
  #page: Page | null = null
  #world: IsolatedWorld | null = null
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  #wanted = ''
  #crashed = false

  readonly navigationHistory = {
    goBack: (): void => void this.#page?.goBack(),
    goForward: (): void => void this.#page?.goForward(),
  }

  constructor(options: PageOptions) {
    super([
      'destroyed',
      'did-finish-load',
      'did-start-navigation',
      'render-process-gone',
      'will-attach-webview',
      'will-frame-navigate',
      'will-navigate',
      'will-redirect',
      'page-gone',
    ])
    this.#options = options
    // Read now, so that a wrong path fails where the window is created.
    readFileSync(options.preload)
    this.#view = this.#open()
    this.#view.catch(() => app.exit(1))
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  getURL(): string {
    return fromChromium(this.#page?.url() ?? '').replace('about:blank', '')
  }

  isCrashed(): boolean {
    return this.#crashed
  }

  isDestroyed(): boolean {
    return this.#page?.isClosed() ?? false
  }

  send(channel: string, ...args: unknown[]): void {
    this.#world?.send(channel, args)
  }

  async loadURL(address: string): Promise<void> {
    this.#wanted = address
    const { page } = await this.#view
    await page.goto(toChromium(address))
    this.emit('did-finish-load')
  }

  reload(): void {
    if (this.#crashed) {
      const crashed = this.#page
      this.#crashed = false
      this.#view = this.#open()
      // Only now, because Chromium exits with its last page.
      void this.#view.then(() => crashed?.close())
    }
    void this.loadURL(this.#wanted)
  }

  crash(): void {
    void this.#world?.session.send('Page.crash').catch(() => {})
  }

  async close(): Promise<void> {
    const { page } = await this.#view
    await keepBrowser()
    await page.close()
  }

  async #open() {
    const { preload, width, height } = this.#options
    const page = await openPage({ width, height })
    const world = await IsolatedWorld.install(page, preload, (call) => {
      const frame = { url: fromChromium(call.url), parent: null }
      return invokeHandler(call.channel, { sender: this, senderFrame: frame }, call.args)
    })
    await page.route('**/*', (route, request) => this.#route(page, route, request))
    // The popup itself may already show Chromium's error page instead of its address.
    const opened: string[] = []
    world.session.on('Page.windowOpen', ({ url }) => opened.push(url))
    page.on('popup', (popup) => void this.#popup(popup, opened.shift() ?? popup.url()))
    page.on('close', () => {
      if (this.#page !== page) return
      this.emit('destroyed')
      this.emit('page-gone')
    })
    page.on('crash', () => {
      this.#crashed = true
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 })
    })
    this.#page = page
    this.#world = world
    return { page, world }
  }

  async #route(page: Page, route: Route, request: PageRequest): Promise<void> {
    const address = fromChromium(request.url())
    if (request.isNavigationRequest()) {
      const isMainFrame = request.frame() === page.mainFrame()
      this.emit('did-start-navigation', { url: address, isMainFrame, isSameDocument: false })
    }
    if (request.isNavigationRequest() && this.#refuses(page, request, address)) {
      observed.refused.push(address)
      // A 204 leaves the page where it is; a failure would show Chromium's error page.
      return route.fulfill({ status: 204 })
    }
    const response = await answerRequest(address, request.method())
    if (response === null) {
      observed.outside.push(address)
      return route.abort('blockedbyclient')
    }
    const { status, headers } = response
    return route.fulfill({
      status,
      headers: Object.fromEntries(headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }

  /** Electron asks about navigation by the page, not about what the app loads itself. */
  #refuses(page: Page, request: PageRequest, address: string): boolean {
    const isMainFrame = request.frame() === page.mainFrame()
    const details = { url: address, isMainFrame, isSameDocument: false }
    if (isMainFrame && address === this.#wanted.split('#', 1)[0]) return false
    const refused = isMainFrame && this.emitPreventable('will-navigate', details)
    return this.emitPreventable('will-frame-navigate', details) || refused
  }

  async #popup(popup: Page, url: string): Promise<void> {
    const address = fromChromium(url)
    if (this.#openHandler({ url: address }).action === 'allow') return
    await popup.close()
    // Afterwards, so that a test that sees the refusal knows that the popup is gone.
    observed.refused.push(address)
  }
}
