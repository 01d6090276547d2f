// The contract over Electron's IPC: one channel for calls, one for facts. Only the main frame of Grove's own page is
// answered, and what it sends is parsed.
import type { IpcMain, WebContents } from 'electron'
import { serveHost, type CallResult, type HostServer } from '../contract/index.ts'
import { CALL, EVENT } from './channels.ts'
import { isOwnAddress } from './page.ts'

/** What is asked of a sender's frame; null when the frame is gone. */
export type SenderFrame = { readonly url: string; readonly parent: unknown } | null

export function isOwnFrame(frame: SenderFrame): boolean {
  return frame !== null && frame.parent === null && isOwnAddress(frame.url)
}

/** Answers calls until its undo is called. */
export function answerCalls(ipc: Pick<IpcMain, 'handle' | 'removeHandler'>, host: HostServer): () => void {
  const answer = serveHost(host.api)
  ipc.handle(CALL, (event, method: unknown, args: unknown): Promise<CallResult> | CallResult =>
    isOwnFrame(event.senderFrame) ? answer(method, args) : REFUSED,
  )
  return () => ipc.removeHandler(CALL)
}

/** Pushes facts to each window that shows our page; returns its undo. */
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
