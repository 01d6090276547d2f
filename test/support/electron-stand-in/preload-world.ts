// Runs in the isolated world before the preload: the `require` of a sandboxed preload, with the two modules of
// `electron`. They reach the main process through a binding.
import { fromJson } from './bytes.ts'
import { Bridge } from './contexts.ts'

type Listener = (event: unknown, ...args: unknown[]) => void
type Run = (require: (name: string) => unknown) => void

declare global {
  var standInPaths: Record<string, string> | undefined
  var standInBinding: (payload: string) => void
  var standIn: {
    run(preload: Run): void
    /** JSON of a call's id and its result. */
    settle(json: string): void
    /** JSON of a channel and the arguments sent on it. */
    deliver(json: string): void
  }
}

const bridge = new Bridge('preload')
const waiting = new Map<string, unknown>()
const exposed = new Set<string>()
const calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
const listeners = new Map<string, Set<Listener>>()
let next = 1

bridge.onMeet = () => {
  for (const [key, api] of waiting) if (bridge.expose(key, api)) waiting.delete(key)
}

const ipcRenderer = {
  isIpcRenderer: true,
  invoke: (channel: string, ...args: unknown[]) =>
    new Promise((resolve, reject) => {
      const id = next++
      calls.set(id, { resolve, reject })
      standInBinding(JSON.stringify({ id, channel, args: structuredClone(args), url: location.href }))
    }),
  on(channel: string, listener: Listener) {
    listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
    return ipcRenderer
  },
  off(channel: string, listener: Listener) {
    listeners.get(channel)?.delete(listener)
    return ipcRenderer
  },
}

const contextBridge = {
  exposeInMainWorld(key: string, api: unknown) {
    if (exposed.has(key)) throw new Error(`Cannot bind an API on top of an existing property: ${key}`)
    exposed.add(key)
    if (!bridge.expose(key, api)) waiting.set(key, api)
  },
}

const webUtils = {
  /** Chromium does not tell the path, so the test names it. */
  getPathForFile(file: unknown): string {
    if (!(file instanceof File)) throw new Error('getPathForFile expects a File.')
    return globalThis.standInPaths?.[file.name] ?? ''
  },
}

function requireModule(name: string): unknown {
  if (name === 'electron' || name === 'electron/renderer') return { contextBridge, ipcRenderer, webUtils }
  throw new Error(`module not found: ${name} (a sandboxed preload has only electron)`)
}

globalThis.standIn = {
  run: (preload) => {
    if (window === top) preload(requireModule)
  },
  settle: (json) => {
    const [id, { value, error }] = fromJson(json) as [number, { value?: unknown; error?: string }]
    const call = calls.get(id)
    calls.delete(id)
    if (error === undefined) call?.resolve(value)
    else call?.reject(new Error(error))
  },
  deliver: (json) => {
    const [channel, args] = fromJson(json) as [string, unknown[]]
    for (const listener of listeners.get(channel) ?? []) listener({ sender: ipcRenderer, ports: [] }, ...args)
  },
}
