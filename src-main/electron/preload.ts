// Exposes `window.grove`, a Channel, and `window.groveShell`, a DesktopShell, to the page, and nothing else: neither
// `ipcRenderer` nor its event objects.
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import type { Channel, DesktopShell, HostEvent, ShellMessage } from '../contract/index.ts'
import { CALL, EVENT, FROM_PAGE, TO_PAGE } from './channels.ts'

const channel: Channel = {
  call: (method, args) => ipcRenderer.invoke(CALL, method, args),
  listen: (listener) => listenTo<HostEvent>(EVENT, listener),
  // A window never outlives the main process.
  watch: (listener) => {
    listener(true)
    return () => {}
  },
}

const shell: DesktopShell = {
  send: (message) => ipcRenderer.invoke(FROM_PAGE, message),
  listen: (listener) => listenTo<ShellMessage>(TO_PAGE, listener),
  pathOf: (file) => webUtils.getPathForFile(file),
}

function listenTo<Message>(name: string, listener: (message: Message) => void): () => void {
  const pass = (_: IpcRendererEvent, message: Message) => listener(message)
  ipcRenderer.on(name, pass)
  return () => void ipcRenderer.off(name, pass)
}

contextBridge.exposeInMainWorld('grove', channel)
contextBridge.exposeInMainWorld('groveShell', shell)
