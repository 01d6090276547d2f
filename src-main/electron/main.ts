// Where Electron starts: the desktop app over the real host. Built to `out/main/electron.js`.
import { app } from 'electron'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHost, watchParent } from '../host/index.ts'
import { runDesktop } from './desktop.ts'

watchParent(() => app.quit())
runDesktop(createHost, dirname(dirname(fileURLToPath(import.meta.url))))
