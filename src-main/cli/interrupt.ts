// Handles what ends a command from outside: Ctrl-C, signals, and the end of the parent process.
import { watchParent } from '../host/system/parent-watch.ts'

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** npm forwards the Ctrl-C that the terminal already sent to the whole group. A signal within this time is a repeat. */
const REPEAT_WINDOW_MS = 400

/** Without a terminal nobody can send a second signal: force the end after this time. */
const FORCE_AFTER_MS = 2_000

export interface InterruptHandlers {
  /** The first interrupt: called once, with the exit code. */
  end(exit: number): void
  /** A second interrupt, or the first was not answered in time. */
  force(exit: number): void
}

/**
 * Returns an unsubscribe function.
 * @param attached whether to end with the parent process; false in the background
 */
export function onInterrupt({ end, force }: InterruptHandlers, attached = true): () => void {
  let firstAt: number | null = null
  let forceTimer: NodeJS.Timeout | undefined
  const interrupt = (exit: number, attended: boolean) => {
    firstAt ??= performance.now()
    end(exit)
    if (!attended) forceTimer = setTimeout(() => force(exit), FORCE_AFTER_MS)
  }
  const onSignal = (signal: keyof typeof EXIT_CODES) => {
    if (firstAt === null) interrupt(EXIT_CODES[signal], signal === 'SIGINT')
    else if (performance.now() - firstAt > REPEAT_WINDOW_MS) force(EXIT_CODES[signal])
  }
  const unwatch = attached ? watchParent(() => interrupt(EXIT_CODES.SIGTERM, false)) : () => {}
  const signals = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[]
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    unwatch()
    clearTimeout(forceTimer)
    for (const signal of signals) process.off(signal, onSignal)
  }
}
