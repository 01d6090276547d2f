// The desktop app from start to quit. `runDesktop` must run while the main module is evaluated, without a top-level await:
// Electron becomes ready only after that.
import { app, BrowserWindow, ipcMain, Menu, protocol, type MenuItemConstructorOptions } from 'electron'
import { join } from 'node:path'
import { escapeControls } from '../../core/kit/terminal-text.ts'
import { pageFragment, problemOf, type HostServer, type Target } from '../contract/index.ts'
import { openTarget } from '../shell/open-target.ts'
import { pick, showProblem, type Pick } from './dialogs.ts'
import { serveCalls, pushEvents } from './ipc.ts'
import { PAGE, SCHEME, servePage } from './page.ts'
import { stopBeforeQuit } from './quit.ts'
import { parseTarget, requestedTarget } from './target.ts'
import { confine, denyPermissions, openWindow } from './window.ts'

interface DesktopHost extends HostServer {
  /** Stops every cluster. */
  close(): Promise<void>
}
export type MakeHost = (options: { shell: 'desktop'; pick: Pick }) => DesktopHost | Promise<DesktopHost>

/** @param directory the build, with `preload/` and `renderer/` */
export function runDesktop(makeHost: MakeHost, directory: string): void {
  app.enableSandbox()
  app.setName('Grove')
  // By default all unpackaged Electron apps share one folder, and so the lock below.
  app.setPath('userData', join(app.getPath('appData'), 'Grove'))
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])
  const target = ownTarget()
  if (!app.requestSingleInstanceLock({ target })) return app.quit()
  app.on('web-contents-created', (_, contents) => confine(contents))
  app.on('window-all-closed', () => app.quit())
  void app
    .whenReady()
    .then(() => open(makeHost, directory, target))
    .catch((error: unknown) => fail(error))
}

async function open(makeHost: MakeHost, directory: string, target: Target | null): Promise<void> {
  denyPermissions()
  Menu.setApplicationMenu(Menu.buildFromTemplate(MENU))
  protocol.handle(SCHEME, servePage(join(directory, 'renderer')))
  const host = await makeHost({ shell: 'desktop', pick })
  stopBeforeQuit(app, () => host.close())
  serveCalls(ipcMain, host)
  pushEvents(host, () => BrowserWindow.getAllWindows().map((window) => window.webContents))
  const show = (requested: Target | null) =>
    present(host, requested, join(directory, 'preload', 'preload.cjs'))
  app.on('second-instance', (_event, _arguments, _directory, data) => void show(targetOf(data)))
  await show(target)
}

/** Opens the target in the existing window or in a new one. */
async function present(host: HostServer, target: Target | null, preload: string): Promise<void> {
  const [window] = BrowserWindow.getAllWindows()
  if (window?.isMinimized()) window.restore()
  window?.focus()
  const opening = target ? openTarget(host.api, target).catch(showProblem) : null
  // A sample needs no confirmation, so its window opens at once.
  const opened = target?.kind === 'path' ? await opening : null
  const fragment = opened ? pageFragment(opened) : ''
  if (!window || window.isDestroyed()) openWindow(preload, fragment)
  else if (fragment) void window.loadURL(PAGE + fragment)
}

function ownTarget(): Target | null {
  const own = process.argv.slice(process.defaultApp ? 2 : 1)
  const target = requestedTarget(own, process.env, process.cwd())
  // Servers must not inherit it.
  delete process.env['GROVE_TARGET']
  return target
}

function targetOf(data: unknown): Target | null {
  return typeof data === 'object' && data !== null && 'target' in data ? parseTarget(data.target) : null
}

function fail(error: unknown): void {
  process.stderr.write(`${escapeControls(problemOf(error).message)}\n`)
  app.exit(1)
}

const MENU: MenuItemConstructorOptions[] = [
  ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
  { role: 'fileMenu' },
  { role: 'editMenu' },
  { role: 'viewMenu' },
  { role: 'windowMenu' },
]
