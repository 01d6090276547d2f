// How a process ended, as a word and as a cause.

/** How a process ended: the signal or the exit code. */
export function exitCause({
  code,
  signal,
  reason,
}: {
  code: number | null
  signal: string | null
  reason?: string | undefined
}): string {
  if (reason !== undefined) return 'could not be started'
  return signal ?? (code === null ? 'exit code not known' : `exit ${code}`)
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
