// Creates windows: sandboxed, without Node, limited to Grove's own page.
import {
  BrowserWindow,
  nativeTheme,
  screen,
  session,
  type BrowserWindowConstructorOptions,
  type Event,
  type Session,
  type WebContents,
} from 'electron'
import { isOwnAddress, PAGE } from './page.ts'
import { MIN_SIZE, placeWindow, type WindowState } from './window-state.ts'

const ALLOWED_PERMISSION = 'clipboard-sanitized-write'
/** A page that crashes again sooner is not reloaded. */
const MIN_RELOAD_INTERVAL_MS = 10_000

export interface WindowFiles {
  preload: string
  icon: string
}

/** @param fragment the address of the page from `#` on */
export function openWindow(files: WindowFiles, fragment: string, state: WindowState | null): BrowserWindow {
  const place = placeWindow(state, screen.getAllDisplays(), BrowserWindow.getAllWindows().length)
  const window = new BrowserWindow({ ...windowOptions(files, nativeTheme.shouldUseDarkColors), ...place })
  window.once('ready-to-show', () => {
    if (state?.isMaximized) window.maximize()
    window.show()
  })
  reloadAfterCrash(window.webContents)
  // Rejects when the window is closed meanwhile.
  window.loadURL(PAGE + fragment).catch(() => {})
  return window
}

function windowOptions({ preload, icon }: WindowFiles, dark: boolean): BrowserWindowConstructorOptions {
  return {
    title: 'Grove',
    icon,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    // The page's own, against a white flash before it is there.
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

/** Denies other pages, new windows and webviews. To be called for all web contents. */
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

/** By default Electron grants every permission. */
export function denyPermissions(target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((_, permission, done, details) =>
    done(permission === ALLOWED_PERMISSION && isOwnAddress(details.requestingUrl)),
  )
  target.setPermissionCheckHandler(
    (_, permission, origin) => permission === ALLOWED_PERMISSION && isOwnAddress(origin),
  )
  target.setDevicePermissionHandler(() => false)
}

function reloadAfterCrash(contents: WebContents): void {
  let last = -Infinity
  contents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit' || performance.now() - last < MIN_RELOAD_INTERVAL_MS) return
    last = performance.now()
    contents.reload()
  })
}
