// The desktop app from start to quit. `runDesktop` must run while the main module is evaluated, without a top-level await:
// Electron becomes ready only after that.
import { app, BrowserWindow, ipcMain, Menu, protocol, type MenuItemConstructorOptions } from 'electron'
import { join } from 'node:path'
import { escapeControls } from '../../core/kit/terminal-text.ts'
import { pageFragment, problemOf, type HostServer, type Target } from '../contract/index.ts'
import { openTarget } from '../shell/open-target.ts'
import { pick, showProblem, type Pick } from './dialogs.ts'
import { pushEvents, receiveMessages, serveCalls } from './ipc.ts'
import { SCHEME, servePage } from './page.ts'
import { stopBeforeQuit } from './quit.ts'
import { parseTarget, requestedTarget } from './target.ts'
import { confine, denyPermissions } from './window.ts'
import { Windows } from './windows.ts'

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
  const windows = new Windows(join(directory, 'preload', 'preload.cjs'))
  serveCalls(ipcMain, host)
  receiveMessages(ipcMain, (message, sender) => {
    if (message.type === 'newWindow') windows.open()
    else windows.receive(message, sender)
  })
  pushEvents(host, () => BrowserWindow.getAllWindows().map((window) => window.webContents))
  app.on(
    'second-instance',
    (_event, _arguments, _directory, data) => void present(host, windows, targetOf(data)),
  )
  await present(host, windows, target)
}

/** Shows the target in the window that has it, in a free one, or in a new one. */
async function present(host: HostServer, windows: Windows, target: Target | null): Promise<void> {
  if (!target) return void windows.focusAny()
  // A sample needs no confirmation, so its window opens at once.
  if (target.kind === 'sample' && windows.latest === null) windows.open()
  const opened = await openTarget(host.api, target).catch(showProblem)
  if (opened) windows.show(pageFragment(opened), opened.run)
  else windows.focusAny()
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
