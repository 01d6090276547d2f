// Messages between the test and the stand-in's process over Node's IPC channel.

interface Frame {
  url: string
  parent: unknown
}

/** Sent by the test; the process replies with the same `id`. */
export type TestRequest =
  /** Calls an IPC handler of the app as if a frame had sent it. */
  | { ask: 'invokeAs'; frame: Frame; channel: string; args: unknown[] }
  | { ask: 'secondInstance'; data: unknown }
  | { ask: 'permission'; permission: string; origin: string }
  | { ask: 'choose'; paths: string[] }
  | { ask: 'crash' | 'closeWindow' | 'quit' | 'observed' }

export interface Reply {
  id: number
  value?: unknown
  error?: string
}

/** Sent by the process when a window is shown. `endpoint`: the browser's DevTools address. */
export interface WindowShown {
  told: 'windowShown'
  endpoint: string
}

/** What the app did that no page shows. */
export interface Observed {
  sandboxed: boolean
  /** Options of each window that the app created. */
  windows: unknown[]
  messageBoxes: { message: string; detail?: string }[]
  /** Addresses that a page was refused to navigate to or open. */
  refused: string[]
  /** Requests outside the app's scheme; all are blocked. */
  outside: string[]
}
