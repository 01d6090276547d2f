// Electron's `app`: readiness, the single instance, and the order of events when it quits.
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { observed } from './observed.ts'
import { StrictEmitter } from './strict.ts'

class App extends StrictEmitter {
  readonly isPackaged = process.env['STAND_IN_PACKAGED'] === '1'
  name = 'Electron'
  /** Set by browser-window.ts: closes all windows; resolves with false if one refused. */
  closeWindows: () => Promise<boolean> = async () => true
  /** Set by browser-process.ts: ends the browser. */
  endBrowser: () => Promise<void> = async () => {}
  readonly #paths = new Map([['appData', process.env['STAND_IN_APP_DATA'] ?? tmpdir()]])
  readonly #waiting: (() => void)[] = []
  #ready = false
  #quitting = false

  enableSandbox(): void {
    this.mustComeBeforeReady('app.enableSandbox')
    observed.sandboxed = true
  }

  requestSingleInstanceLock(): boolean {
    return process.env['STAND_IN_LOCK'] !== 'taken'
  }

  getLocale(): string {
    this.mustComeAfterReady('app.getLocale')
    return process.env['STAND_IN_LOCALE'] ?? 'en-US'
  }

  getVersion(): string {
    return '0.0.0'
  }

  setAboutPanelOptions(_options: object): void {}

  showAboutPanel(): void {}

  setAppUserModelId(_id: string): void {}

  setAsDefaultProtocolClient(scheme: string): boolean {
    observed.protocols.push(scheme)
    return true
  }

  addRecentDocument(path: string): void {
    observed.recent.push(path)
  }

  clearRecentDocuments(): void {
    observed.recent.length = 0
  }

  setBadgeCount(count: number): boolean {
    observed.badge = count
    return true
  }

  isReady(): boolean {
    return this.#ready
  }

  whenReady(): Promise<void> {
    return this.#ready ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Stand-in only: called when the main module is evaluated. */
  becomeReady(): void {
    this.#ready = true
    this.emit('ready')
    for (const resolve of this.#waiting) resolve()
  }

  mustComeBeforeReady(what: string): void {
    if (this.#ready) throw new Error(`${what} must be called before the app is ready.`)
  }

  mustComeAfterReady(what: string): void {
    if (!this.#ready) throw new Error(`${what} cannot be used before the app is ready.`)
  }

  setName(name: string): void {
    this.name = name
  }

  getName(): string {
    return this.name
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path)
  }

  getPath(name: string): string {
    return this.#paths.get(name) ?? join(tmpdir(), this.name)
  }

  quit(): void {
    void this.#quit()
  }

  exit(code = 0): void {
    void this.endBrowser().finally(() => process.exit(code))
  }

  /** Called when the last window is closed. Like Electron, quits if nothing listens. */
  windowsAreClosed(): void {
    if (this.#quitting) return
    if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }

  async #quit(): Promise<void> {
    if (this.#quitting || this.emitPreventable('before-quit')) return
    this.#quitting = true
    this.#quitting = await this.closeWindows()
    if (!this.#quitting) return
    if (this.emitPreventable('will-quit')) this.#quitting = false
    else {
      this.emit('quit', {}, 0)
      this.exit(0)
    }
  }
}

export const app = new App([
  'activate',
  'before-quit',
  'child-process-gone',
  'open-file',
  'open-url',
  'quit',
  'ready',
  'render-process-gone',
  'second-instance',
  'web-contents-created',
  'will-quit',
  'window-all-closed',
])
