// The desktop app from start to quit. `runDesktop` must run while the main module is evaluated, without a top-level await:
// Electron becomes ready only after that.
import { app, BrowserWindow, ipcMain, powerMonitor, protocol } from 'electron'
import { join } from 'node:path'
import { escapeControls } from '../../core/kit/terminal-text.ts'
import { problemOf } from '../contract/index.ts'
import { LINK_SCHEME } from './deep-link.ts'
import { pick, type Pick } from './dialogs.ts'
import { pushEvents, receiveMessages, serveCalls } from './ipc.ts'
import { launchRequests, parseRequests, type LaunchRequest } from './launch-request.ts'
import { mergedPath, needsLoginPath, readLoginPath } from './login-path.ts'
import { SCHEME, servePage } from './page.ts'
import { Program, type ProgramHost } from './program.ts'
import { confine, denyPermissions } from './window.ts'
import { languageOf, setLanguage, words } from './words/words.ts'

export type MakeHost = (options: { shell: 'desktop'; pick: Pick }) => ProgramHost | Promise<ProgramHost>

export interface Desktop {
  /** Stops the clusters without a question and quits. */
  quitNow(): void
}

/** @param directory the build, with `preload/`, `renderer/` and `icons/` */
export function runDesktop(makeHost: MakeHost, directory: string): Desktop {
  app.enableSandbox()
  app.setName('Grove')
  // By default all unpackaged Electron apps share one folder, and so the lock below.
  app.setPath('userData', join(app.getPath('appData'), 'Grove'))
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])
  const requests = ownRequests()
  let program: Program | null = null
  const desktop = { quitNow: () => (program ? program.lifecycle.quitNow() : app.quit()) }
  if (!app.requestSingleInstanceLock({ requests })) {
    app.quit()
    return desktop
  }
  app.on('web-contents-created', (_, contents) => confine(contents))
  // macOS hands over files and links by events, also before it is ready.
  const hand = (request: LaunchRequest) =>
    program ? void program.present([request]) : void requests.push(request)
  app.on('open-file', (event, path) => {
    event.preventDefault()
    hand({ kind: 'path', path })
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    hand({ kind: 'link', link })
  })
  void app
    .whenReady()
    .then(async () => {
      program = await open(makeHost, directory)
      await program.present(requests)
    })
    .catch((error: unknown) => fail(error))
  return desktop
}

async function open(makeHost: MakeHost, directory: string): Promise<Program> {
  setLanguage(languageOf(app.getLocale()))
  denyPermissions()
  describeProgram(directory)
  protocol.handle(SCHEME, servePage(join(directory, 'renderer')))
  const pathRead = useLoginPath()
  const host = await makeHost({ shell: 'desktop', pick })
  const program = new Program(host, directory, pathRead)
  // A cluster that starts needs the PATH, and a window opens without it.
  serveCalls(ipcMain, host, pathRead)
  receiveMessages(ipcMain, (message, sender) => program.receive(message, sender))
  pushEvents(host, () => BrowserWindow.getAllWindows().map((window) => window.webContents))
  app.on(
    'second-instance',
    (_event, _arguments, _directory, data) => void program.present(parseRequests(data)),
  )
  app.on('activate', (_event, hasVisibleWindows) => {
    if (!hasVisibleWindows) program.windows.focusAny()
  })
  quitWhenToldTo(() => program.lifecycle.quitNow())
  await program.start()
  return program
}

/** Electron's own handlers, which quit with a question, are in place only now. */
function quitWhenToldTo(quitNow: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quitNow)
  powerMonitor.on('shutdown', quitNow)
}

function describeProgram(directory: string): void {
  const { about } = words()
  app.setAboutPanelOptions({
    applicationName: 'Grove',
    applicationVersion: app.getVersion(),
    copyright: `${about.copyright} · ${about.licence}`,
    iconPath: join(directory, 'icons', '256x256.png'),
  })
  // Windows groups windows and notifications by it.
  app.setAppUserModelId('dev.grove.desktop')
  // An unpackaged app would register Electron itself.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
}

/** Servers are found on the PATH of the user's shell, where the desktop's own is shorter. */
async function useLoginPath(): Promise<void> {
  if (!needsLoginPath(process.platform, process.env, process.stdin.isTTY || process.stdout.isTTY)) return
  const path = await readLoginPath()
  if (path !== null) process.env['PATH'] = mergedPath(path, process.env['PATH'])
  else process.stderr.write(`${words().dialogs.pathNote}: ${process.env['PATH'] ?? ''}\n`)
}

function ownRequests(): LaunchRequest[] {
  const own = process.argv.slice(process.defaultApp ? 2 : 1)
  const requests = launchRequests(own, process.env, process.cwd())
  // Servers must not inherit it.
  delete process.env['GROVE_TARGET']
  return requests
}

function fail(error: unknown): void {
  process.stderr.write(`${escapeControls(problemOf(error).message)}\n`)
  app.exit(1)
}
