// The one thing that the page gets of Electron: `window.grove`, a Channel. Never `ipcRenderer`, never its event objects.
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { Channel, HostEvent } from '../contract/index.ts'
import { CALL, EVENT } from './channels.ts'

const channel: Channel = {
  call: (method, args) => ipcRenderer.invoke(CALL, method, args),
  listen: (listener) => {
    const pass = (_: IpcRendererEvent, event: HostEvent) => listener(event)
    ipcRenderer.on(EVENT, pass)
    return () => void ipcRenderer.off(EVENT, pass)
  },
  // The window lives and dies with the main process: while anyone can ask, it is connected.
  watch: (listener) => {
    listener(true)
    return () => {}
  },
}

contextBridge.exposeInMainWorld('grove', channel)
