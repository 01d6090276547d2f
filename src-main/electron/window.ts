// What a window is and what it may do: sandboxed, without Node, on our own page only.
import {
  BrowserWindow,
  nativeTheme,
  session,
  type BrowserWindowConstructorOptions,
  type Event,
  type Session,
  type WebContents,
} from 'electron'
import { isOwnAddress, PAGE } from './page.ts'

const ALLOWED = 'clipboard-sanitized-write'
/** A page that dies again sooner than this would only die in a loop. */
const RELOAD_INTERVAL = 10_000

/** `fragment` is what the page should open, as the contract's `pageFragment` writes it. */
export function openWindow(preload: string, fragment: string): BrowserWindow {
  const window = new BrowserWindow(windowOptions(preload, nativeTheme.shouldUseDarkColors))
  window.once('ready-to-show', () => window.show())
  revive(window.webContents)
  void window.loadURL(PAGE + fragment)
  return window
}

function windowOptions(preload: string, dark: boolean): BrowserWindowConstructorOptions {
  return {
    title: 'Grove',
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 560,
    show: false,
    backgroundColor: dark ? '#101214' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  }
}

/** For every web contents that there will be: no other page, no second window, no guest. */
export function confine(contents: WebContents): void {
  const stay = (event: Event & { readonly url: string }) => {
    if (!isOwnAddress(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Electron grants every permission unless it is told otherwise. */
export function denyPermissions(target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((_, permission, done, details) =>
    done(permission === ALLOWED && isOwnAddress(details.requestingUrl)),
  )
  target.setPermissionCheckHandler((_, permission, origin) => permission === ALLOWED && isOwnAddress(origin))
  target.setDevicePermissionHandler(() => false)
}

/** A page that crashes is loaded again; the servers, which are not its, go on. */
function revive(contents: WebContents): void {
  let last = -Infinity
  contents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit' || performance.now() - last < RELOAD_INTERVAL) return
    last = performance.now()
    contents.reload()
  })
}
