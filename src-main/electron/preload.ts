// Exposes `window.grove`, a Channel, to the page, and nothing else: neither `ipcRenderer` nor its event objects.
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
  // A window never outlives the main process.
  watch: (listener) => {
    listener(true)
    return () => {}
  },
}

contextBridge.exposeInMainWorld('grove', channel)
