// What ends a command from outside: Ctrl-C, signals, and the end of whoever started Grove.
import { watchParent } from '../host/index.ts'

const EXITS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** npm forwards the Ctrl-C that the terminal sent to everybody already: what follows at once is the same one. */
const SAME_WITHIN_MS = 400

/** Nobody looks on who could ask again: servers get as long as this to stop by themselves. */
const UNATTENDED_MS = 2_000

export interface InterruptHandlers {
  /** Someone wants an end: called once, with the exit code. */
  end(exit: number): void
  /** Asked again, or ended by something that waits for nobody: no more patience. */
  force(exit: number): void
}

/**
 * Returns its undo.
 * @param attached whether the end of who started Grove is its own; not in the background
 */
export function onInterrupt({ end, force }: InterruptHandlers, attached = true): () => void {
  let first: number | null = null
  let patience: NodeJS.Timeout | undefined
  const begin = (exit: number, attended: boolean) => {
    first ??= performance.now()
    end(exit)
    if (!attended) patience = setTimeout(() => force(exit), UNATTENDED_MS)
  }
  const interrupt = (signal: keyof typeof EXITS) => {
    if (first === null) begin(EXITS[signal], signal === 'SIGINT')
    else if (performance.now() - first > SAME_WITHIN_MS) force(EXITS[signal])
  }
  const unwatch = attached ? watchParent(() => begin(EXITS.SIGTERM, false)) : () => {}
  const signals = Object.keys(EXITS) as (keyof typeof EXITS)[]
  for (const signal of signals) process.on(signal, interrupt)
  return () => {
    unwatch()
    clearTimeout(patience)
    for (const signal of signals) process.off(signal, interrupt)
  }
}
