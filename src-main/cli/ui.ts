// `grove ui`: opens the window as a desktop app, else in the browser, else prints its address.
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { problemOf, type Opening, type Target } from '../contract/index.ts'
import { startControlServer, withOtherGroves } from '../control/index.ts'
import { findElectron, launchElectron } from '../electron/runtime.ts'
import { createHost } from '../host/host.ts'
import { groveFolder, rendererFolder } from '../host/locations.ts'
import { stateFolder } from '../host/state/state-folder.ts'
import { openTarget } from '../shell/open-target.ts'
import { openBrowser, serveWeb, type WebServer } from '../web/index.ts'
import { parsePort, UsageError } from './arguments.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { onInterrupt } from './interrupt.ts'
import { printMessage } from './output.ts'
import { ensureInstalled, INSTALL_OPTIONS } from './sample-install.ts'
import { parseTargetOptions, START_OPTIONS } from './start-options.ts'

interface UiOptions {
  target: Target | null
  shell: 'web' | 'desktop' | 'auto'
  port: number
  open: boolean
  sandbox: boolean
  /** The Node that runs servers. */
  node: string | undefined
}

export const command = defineCommand({
  name: 'ui',
  group: 'Start a cluster',
  summary: 'open the window; start a cluster in it, or show a recorded timeline',
  usage: '[DIR|PLAN|FILE]',
  details: `With --web, stderr gets the address of the page first, then the cluster starts: the page shows how.
If it cannot be opened, stderr and the page say why. While nobody has opened the page, grove ui exits then.
The address opens one window. When it has been used, stderr gets one for another window.`,
  maxArguments: 1,
  options: {
    sample: START_OPTIONS.sample,
    env: START_OPTIONS.env,
    node: START_OPTIONS.node,
    ...INSTALL_OPTIONS,
    web: { type: 'boolean', help: 'open in the browser' },
    desktop: { type: 'boolean', help: 'open a desktop window (default: if possible, else the browser)' },
    port: { type: 'string', valueName: 'N', help: 'port of the local page (default: a free port)' },
    'no-open': { type: 'boolean', help: 'print the address without opening a browser' },
    'no-sandbox': { type: 'boolean', help: "open the desktop window without Chromium's sandbox; root must" },
  },
  run: async (values, [path]) => {
    if (values.web && values.desktop) throw new UsageError('grove ui takes --web or --desktop, not both.')
    const refused = await ensureInstalled(values)
    if (refused !== null) return refused
    const asked = values.sample !== undefined || path !== undefined
    return openWindow({
      target: asked ? absolute(parseTargetOptions(values, path, 'ui')) : null,
      shell: values.web ? 'web' : values.desktop ? 'desktop' : 'auto',
      port: values.port === undefined ? 0 : parsePort('--port', values.port),
      open: !values['no-open'],
      sandbox: !values['no-sandbox'],
      node: values.node === undefined ? undefined : resolve(values.node),
    })
  },
})

async function openWindow(options: UiOptions): Promise<number> {
  if (options.shell === 'web') return runWeb(options)
  const electronArguments = options.sandbox ? [] : ['--no-sandbox']
  const runtime = await findElectron({ args: electronArguments, say: printMessage })
  if ('path' in runtime) return runDesktop(runtime.path, electronArguments, options)
  if (options.shell === 'desktop') {
    printMessage(runtime.reason)
    return EXIT.failed
  }
  printMessage(`No desktop window: ${runtime.reason} Opening the browser instead.`)
  return runWeb(options)
}

function absolute(target: Target): Target {
  return target.kind === 'path' ? { ...target, path: resolve(target.path) } : target
}

async function runWeb(options: UiOptions): Promise<number> {
  let opening: Promise<Opening | null> = Promise.resolve(null)
  const host = createHost({
    shell: 'web',
    node: options.node,
    opening: () => opening,
    pageAddress: () => server.furtherAddress(),
  })
  const ended = interrupted(() => void host.close())
  const server = await serveWeb(withOtherGroves(host), {
    port: options.port,
    rendererDirectory: rendererFolder,
  })
  const stopControlServer = await startControlServer(host, { shell: 'web', say: printMessage })
  try {
    const page = presentPage(server, options)
    if (options.target) opening = openTarget(host.api, options.target)
    const opened = opening.catch(async (error: unknown) => {
      // The page shows it too; without one there is nothing to wait for.
      if (!(await page.isOpen())) throw error
      const { message, hint } = problemOf(error)
      printMessage(hint === undefined ? message : `${message}\n${hint}`)
    })
    await Promise.race([opened, ended])
    return await ended
  } finally {
    await host.close()
    await Promise.all([stopControlServer(), server.close()])
  }
}

/** Prints the address, and one for each further window, and opens the browser. */
function presentPage(server: WebServer, { open }: UiOptions): { isOpen(): Promise<boolean> } {
  let isUsed = false
  server.onAddressUsed(() => {
    isUsed = true
    printMessage(`For another window: ${server.address()}`)
  })
  printMessage(`Open Grove at this private address, for one window:\n${server.address()}`)
  const shown = open ? openBrowser(server.address(), join(stateFolder(), 'open')) : Promise.resolve(false)
  void shown.then((isShown) => isShown && printMessage('Grove is open in your browser. Ctrl-C stops it.'))
  return { isOpen: async () => isUsed || (await shown) }
}

async function runDesktop(path: string, args: string[], { target, node }: UiOptions): Promise<number> {
  const env: Record<string, string> = {}
  if (target) env['GROVE_TARGET'] = JSON.stringify(target)
  if (node !== undefined) env['GROVE_NODE'] = node
  const app = launchElectron(path, [...args, groveFolder], env)
  const exited = once(app, 'exit') as Promise<[number | null]>
  void interrupted(() => app.kill('SIGKILL')).then(() => app.kill('SIGTERM'))
  const [code] = await exited
  return code ?? 1
}

/** Resolves with the exit code at the first interrupt. */
function interrupted(force: () => void): Promise<number> {
  return new Promise((end) => onInterrupt({ end, force }))
}
