// How a process ended, as a word and as a cause.
import { ENGLISH, type TimelineWords } from './words/en.ts'

/** How a process ended: the signal or the exit code. */
export function exitCause(
  exit: { code: number | null; signal: string | null; reason?: string | undefined },
  { facts }: TimelineWords = ENGLISH,
): string {
  if (exit.reason !== undefined) return facts.couldNotStart
  return exit.signal ?? (exit.code === null ? facts.exitCodeUnknown : facts.exitCode(exit.code))
}

export interface ExitCircumstances {
  /** The user killed it. */
  killed: boolean
  /** It was asked to stop, or said that it stops. */
  asked: boolean
  /** Nothing but the process is seen. */
  opaque: boolean
}

/** Code 0, and the signal of a stop, are normal ends; a program may end with any code when it is asked to stop. */
export function exitKind(
  { code, signal }: { code?: number | null | undefined; signal?: string | null | undefined },
  { killed, asked, opaque }: ExitCircumstances,
): 'exited' | 'killed' | 'crashed' {
  if (killed || (asked && signal === 'SIGKILL')) return 'killed'
  if (code === 0) return 'exited'
  return asked && (opaque || signal === 'SIGTERM') ? 'exited' : 'crashed'
}
