// Entry point of Electron, built to `out/main/electron.js`.
import { app } from 'electron'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { escapeControls } from '../../core/kit/terminal-text.ts'
import { startControlServer, withOtherGroves } from '../control/index.ts'
import { createHost } from '../host/host.ts'
import { watchParent } from '../host/system/parent-watch.ts'
import { runDesktop, type MakeHost } from './desktop.ts'

/** Creates the host, with a control server for commands. */
const makeHost: MakeHost = async (options) => {
  const host = createHost(options)
  const say = (text: string) => void process.stderr.write(`${escapeControls(text)}\n`)
  const stopControlServer = await startControlServer(host, { shell: options.shell, say })
  const close = async () => {
    await host.close()
    await stopControlServer()
  }
  return { ...withOtherGroves(host), close }
}

const { quitNow } = runDesktop(makeHost, dirname(dirname(fileURLToPath(import.meta.url))))
// An installed app is started by the desktop, which may be restarted meanwhile.
if (!app.isPackaged) watchParent(quitNow)
