// What the test and the process under the stand-in tell each other over Node's IPC channel.

interface Frame {
  url: string
  parent: unknown
}

/** Asked by the test; answered with a `Reply` of the same `id`. */
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

/** Told by the process without being asked. `endpoint` is the browser's DevTools address. */
export interface WindowShown {
  told: 'windowShown'
  endpoint: string
}

/** What the app did that no page shows. */
export interface Observed {
  sandboxed: boolean
  /** Of each window that was made, as the app gave them. */
  windows: unknown[]
  messageBoxes: { message: string; detail?: string }[]
  /** Addresses that a page wanted to go to or open, and was not let. */
  refused: string[]
  /** Requests that left the app's own scheme; none gets out. */
  outside: string[]
}
