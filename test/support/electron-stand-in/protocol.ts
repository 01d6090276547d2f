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
  /** The button that answers the next message box. */
  | { ask: 'answer'; button: string; checkbox?: boolean }
  /** Clicks an item of the application menu or the tray by its id or label. */
  | { ask: 'clickMenu' | 'clickTray'; item: string }
  /** Clicks the latest notification. */
  | { ask: 'clickNotification' }
  /** The system hands over a file or a link. */
  | { ask: 'openFile' | 'openUrl'; value: string }
  | { ask: 'focus'; window: number | null }
  | { ask: 'menu' | 'tray' | 'windows' }
  /** The IPC channels that the app handles. */
  | { ask: 'channels' }
  /** Returns whether the app refuses a webview. */
  | { ask: 'attachWebview' }
  | { ask: 'activate' | 'crash' | 'closeWindow' | 'quit' | 'observed' | 'shutdown' }

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

export interface ShownBox {
  type?: string | undefined
  message: string
  detail?: string | undefined
  buttons?: string[] | undefined
  checkboxLabel?: string | undefined
}

/** What the app did that no page shows. */
export interface Observed {
  sandboxed: boolean
  /** Options of each window that the app created. */
  windows: unknown[]
  messageBoxes: ShownBox[]
  notifications: { title?: string; body?: string; urgency?: string; timeoutType?: string }[]
  /** Addresses given to the system's browser. */
  openedOutside: string[]
  /** Recent documents. */
  recent: string[]
  badge: number
  /** Schemes that the app is registered for. */
  protocols: string[]
  /** Addresses that a page was refused to navigate to or open. */
  refused: string[]
  /** Requests outside the app's scheme; all are blocked. */
  outside: string[]
}
