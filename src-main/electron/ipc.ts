// The contract and the second channel over Electron's IPC. Only the main frame of Grove's own page may call.
import type { IpcMain, WebContents } from 'electron'
import {
  pageMessage,
  serveHost,
  type CallResult,
  type HostServer,
  type PageMessage,
  type ShellMessage,
} from '../contract/index.ts'
import { CALL, EVENT, FROM_PAGE, TO_PAGE } from './channels.ts'
import { isOwnAddress } from './page.ts'

/** Null if the frame has been closed. */
export type SenderFrame = { readonly url: string; readonly parent: unknown } | null
type Handlers = Pick<IpcMain, 'handle' | 'removeHandler'>
type Receiver = Pick<WebContents, 'send' | 'getURL' | 'isCrashed'>

export function isOwnFrame(frame: SenderFrame): boolean {
  return frame !== null && frame.parent === null && isOwnAddress(frame.url)
}

/**
 * Serves calls, each window's by a connection of its own. Returns a function that ends it.
 * @param ready calls wait for it
 */
export function serveCalls(
  ipc: Handlers,
  host: Pick<HostServer, 'connect'>,
  ready: Promise<void> = Promise.resolve(),
): () => void {
  const callsOf = new WeakMap<object, ReturnType<typeof serveHost>>()
  const connect = (window: WebContents) => {
    const { api, disconnect } = host.connect()
    const call = serveHost(api)
    callsOf.set(window, call)
    const end = () => {
      if (callsOf.get(window) === call && callsOf.delete(window)) disconnect()
    }
    // What the page watched and exported ends with it, also when it is reloaded.
    window.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) end()
    })
    window.on('render-process-gone', end)
    window.once('destroyed', end)
    return call
  }
  ipc.handle(CALL, async (event, method: unknown, args: unknown): Promise<CallResult> => {
    if (!isOwnFrame(event.senderFrame)) return REFUSED
    await ready
    const call = callsOf.get(event.sender) ?? connect(event.sender)
    return call(method, args)
  })
  return () => ipc.removeHandler(CALL)
}

/** Receives the messages of pages for the desktop program. A message that is refused rejects. */
export function receiveMessages(
  ipc: Handlers,
  receive: (message: PageMessage, window: WebContents) => void | Promise<void>,
): () => void {
  ipc.handle(FROM_PAGE, async (event, message: unknown): Promise<void> => {
    if (!isOwnFrame(event.senderFrame)) throw new Error(REFUSED.problem.message)
    const parsed = pageMessage.safeParse(message)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new Error(`The message ${issue?.path.join('.') ?? ''} is malformed: ${issue?.message ?? ''}.`)
    }
    await receive(parsed.data, event.sender)
  })
  return () => ipc.removeHandler(FROM_PAGE)
}

/** Sends events to each window that shows Grove's page. Returns an unsubscribe function. */
export function pushEvents(host: Pick<HostServer, 'listen'>, windows: () => Receiver[]): () => void {
  return host.listen((event) => {
    for (const contents of windows()) if (showsPage(contents)) contents.send(EVENT, event)
  })
}

export function sendToPage(contents: Receiver, message: ShellMessage): void {
  if (showsPage(contents)) contents.send(TO_PAGE, message)
}

function showsPage(contents: Receiver): boolean {
  return !contents.isCrashed() && isOwnAddress(contents.getURL())
}

const REFUSED = {
  ok: false,
  problem: { code: 'SENDER_REFUSED', message: 'Only the main frame of Grove’s own page may call the host.' },
} as const satisfies CallResult
