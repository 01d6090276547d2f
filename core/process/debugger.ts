// The debugger of this process.
import { open, url } from 'node:inspector'

const DEFAULT_PORT = 9_229

/**
 * Lets a debugger that SIGUSR1 opens use a free port, unless Node's options name one. An option of the parent would do
 * the same, but Node passes options on to the processes that this one forks, and `cluster.fork` counts up from the port.
 */
export function useFreeDebuggerPort(): void {
  if (url() === undefined && process.debugPort === DEFAULT_PORT) process.debugPort = 0
}

/** Returns the WebSocket address of the debugger, which listens on a free port of 127.0.0.1; null if it cannot be opened. */
export function openDebugger(): string | null {
  try {
    if (url() === undefined) open(0, '127.0.0.1')
  } catch {
    return null
  }
  return url() ?? null
}
