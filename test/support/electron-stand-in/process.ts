// Runs a built Electron app in plain Node: `node process.mjs <main> [arguments]`. Like Electron, it becomes ready only
// after it has evaluated the app's main module.
import { register } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { answerNext, app as strictApp, BrowserWindow, choose, Menu } from './electron.ts'
import { app } from './app.ts'
import { focusWindow } from './browser-window.ts'
import { notifications, powerMonitor, tray } from './desktop-parts.ts'
import { handledChannels, invokeHandler } from './ipc-main.ts'
import { observed } from './observed.ts'
import { handleTestRequests } from './parent.ts'
import type { TestRequest } from './protocol.ts'
import { isGranted } from './scheme.ts'

export * from './electron.ts'

/** Electron waits for the main module, so a main module that awaits readiness never ends. */
const EVALUATION_TIMEOUT_MS = Number(process.env['STAND_IN_DEADLINE'] ?? 10_000)
const HOOKS = `
let standIn
export function initialize(url) { standIn = url }
export function resolve(specifier, context, next) {
  const mapped = specifier === 'electron' || specifier === 'electron/main'
  return mapped ? { url: standIn, shortCircuit: true } : next(specifier, context)
}`

async function run(main: string): Promise<void> {
  register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data: import.meta.url })
  const timer = setTimeout(() => {
    process.stderr.write(
      'The main module was not evaluated: does it await app.whenReady() at its top level?\n',
    )
    process.exit(1)
  }, EVALUATION_TIMEOUT_MS)
  await import(pathToFileURL(main).href)
  clearTimeout(timer)
  app.becomeReady()
}

function looksLikeElectron(main: string, args: string[]): void {
  // Does not exist, so that starting a server with it fails.
  process.execPath = resolve('electron-is-not-node')
  process.argv = [process.execPath, main, ...args]
  Object.defineProperty(process, 'defaultApp', { value: true })
  Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: 'stand-in' } })
}

function answer(question: TestRequest): unknown {
  const contents = BrowserWindow.getAllWindows()[0]?.webContents
  switch (question.ask) {
    case 'invokeAs':
      return invokeHandler(question.channel, { sender: contents, senderFrame: question.frame }, question.args)
    case 'secondInstance':
      return void app.emit('second-instance', {}, [], process.cwd(), question.data)
    case 'permission':
      return isGranted(question.permission, question.origin)
    case 'choose':
      return choose(question.paths)
    case 'channels':
      return handledChannels()
    case 'attachWebview':
      return contents?.emitPreventable('will-attach-webview', {}, {})
    case 'crash':
      return contents?.crash()
    case 'closeWindow':
      return void BrowserWindow.getAllWindows()[0]?.close()
    case 'answer':
      return answerNext(question.button, question.checkbox ?? false)
    case 'clickMenu':
      return Menu.applicationMenu?.click(question.item)
    case 'clickTray':
      return tray?.menu?.click(question.item)
    case 'clickNotification':
      return void notifications.at(-1)?.emit('click')
    case 'openFile':
      return app.emitPreventable('open-file', {}, question.value)
    case 'openUrl':
      return app.emitPreventable('open-url', {}, question.value)
    case 'focus':
      return focusWindow(question.window)
    case 'menu':
      return Menu.applicationMenu?.shown
    case 'tray':
      return tray && { tooltip: tray.tooltip, menu: tray.menu?.shown }
    case 'windows':
      return BrowserWindow.getAllWindows().map((window) => ({
        url: window.webContents.getURL(),
        isFocused: window.isFocused(),
      }))
    case 'activate':
      return void app.emit('activate', {}, BrowserWindow.getAllWindows().length > 0)
    case 'shutdown':
      return void powerMonitor.emit('shutdown')
    case 'quit':
      return strictApp.quit()
    case 'observed':
      return observed
  }
}

const [main = '', ...args] = process.argv.slice(2)
looksLikeElectron(resolve(main), args)
handleTestRequests(answer)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // A handler of the app, installed when it is ready, replaces Electron's.
    if (process.listenerCount(signal) === 1) app.quit()
  })
}
process.on('disconnect', () => app.exit(1))
run(resolve(main)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  app.exit(1)
})
