// The contract over Electron's IPC: one channel for calls, one for events. Only the main frame of Grove's own page may
// call.
import type { IpcMain, WebContents } from 'electron'
import { serveHost, type CallResult, type HostServer } from '../contract/index.ts'
import { CALL, EVENT } from './channels.ts'
import { isOwnAddress } from './page.ts'

/** Null if the frame has been closed. */
export type SenderFrame = { readonly url: string; readonly parent: unknown } | null

export function isOwnFrame(frame: SenderFrame): boolean {
  return frame !== null && frame.parent === null && isOwnAddress(frame.url)
}

/** Serves calls. Returns a function that ends it. */
export function serveCalls(ipc: Pick<IpcMain, 'handle' | 'removeHandler'>, host: HostServer): () => void {
  const call = serveHost(host.api)
  ipc.handle(CALL, (event, method: unknown, args: unknown): Promise<CallResult> | CallResult =>
    isOwnFrame(event.senderFrame) ? call(method, args) : REFUSED,
  )
  return () => ipc.removeHandler(CALL)
}

/** Sends events to each window that shows Grove's page. Returns an unsubscribe function. */
export function pushEvents(
  host: HostServer,
  windows: () => Pick<WebContents, 'send' | 'getURL' | 'isCrashed'>[],
): () => void {
  return host.listen((event) => {
    for (const contents of windows())
      if (!contents.isCrashed() && isOwnAddress(contents.getURL())) contents.send(EVENT, event)
  })
}

const REFUSED: CallResult = {
  ok: false,
  problem: { code: 'SENDER_REFUSED', message: 'Only the main frame of Grove’s own page may call the host.' },
}
