// What ends a command from outside: Ctrl-C, signals, and the end of whoever started Grove.
import { watchParent } from '../host/index.ts'

const EXITS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** npm forwards the Ctrl-C that the terminal sent to everybody already: what follows at once is the same one. */
const SAME_WITHIN_MS = 400

export interface Interruptions {
  /** Someone wants an end: called once, with the exit code. */
  end(exit: number): void
  /** Asked again: no more patience. */
  force(exit: number): void
}

/** Returns its undo. */
export function onInterruption({ end, force }: Interruptions): () => void {
  let first: number | null = null
  const interrupt = (signal: keyof typeof EXITS) => {
    const now = performance.now()
    if (first === null) {
      first = now
      end(EXITS[signal])
    } else if (now - first > SAME_WITHIN_MS) force(EXITS[signal])
  }
  const unwatch = watchParent(() => {
    first ??= performance.now()
    end(EXITS.SIGTERM)
  })
  const signals = Object.keys(EXITS) as (keyof typeof EXITS)[]
  for (const signal of signals) process.on(signal, interrupt)
  return () => {
    unwatch()
    for (const signal of signals) process.off(signal, interrupt)
  }
}
