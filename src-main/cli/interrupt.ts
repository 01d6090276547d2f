// Handles what ends a command from outside: Ctrl-C, signals, and the end of the parent process.
import { watchParent } from '../host/system/parent-watch.ts'

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
type EndSignal = keyof typeof EXIT_CODES

/** npm forwards the Ctrl-C that the terminal already sent to the whole group. A signal within this time is a repeat. */
const REPEAT_WINDOW_MS = 400

/** Without a terminal nobody can send a second signal: force the end after this time. */
const FORCE_AFTER_MS = 2_000

/** How long a forced end may take: the servers are killed at once, then files are closed. */
const FORCED_END_MS = 2_000

export interface InterruptHandlers {
  /** The first interrupt: called once, with the exit code. */
  end(exit: number): void
  /** A second interrupt, or the first was not answered in time. Soon afterwards the process ends in any case. */
  force?: () => void
}

/**
 * Returns an unsubscribe function.
 * @param attached whether to end with the parent process; false in the background
 */
export function onInterrupt({ end, force }: InterruptHandlers, attached = true): () => void {
  let firstAt: number | null = null
  let forceTimer: NodeJS.Timeout | undefined
  let forced = false
  const forceEnd = (signal: EndSignal) => {
    if (forced || !force) return endBySignal(signal)
    forced = true
    setTimeout(() => endBySignal(signal), FORCED_END_MS)
    force()
  }
  const interrupt = (signal: EndSignal, attended: boolean) => {
    firstAt ??= performance.now()
    if (!attended) forceTimer = setTimeout(() => forceEnd(signal), FORCE_AFTER_MS)
    end(EXIT_CODES[signal])
  }
  const onSignal = (signal: EndSignal) => {
    if (firstAt === null) interrupt(signal, signal === 'SIGINT')
    else if (performance.now() - firstAt > REPEAT_WINDOW_MS) forceEnd(signal)
  }
  const unwatch = attached ? watchParent(() => interrupt('SIGTERM', false)) : () => {}
  const signals = Object.keys(EXIT_CODES) as EndSignal[]
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    unwatch()
    clearTimeout(forceTimer)
    for (const signal of signals) process.off(signal, onSignal)
  }
}

/**
 * Ends this process as the signal does by default; a shell reports 128 + its number. An exit of Node would wait for its
 * threads, and one may hang in a call of the system.
 */
function endBySignal(signal: EndSignal): void {
  if (process.platform === 'win32') process.exit(EXIT_CODES[signal])
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
