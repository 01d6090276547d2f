// Opens the debugger of this process.
import { open, url } from 'node:inspector'

/** Returns the WebSocket address of the debugger, which listens on a free port of 127.0.0.1; null if it cannot be opened. */
export function openDebugger(): string | null {
  try {
    if (url() === undefined) open(0, '127.0.0.1')
  } catch {
    return null
  }
  return url() ?? null
}
