// Processes by the variable that every process of a run has in its environment, and all that it starts inherits.
import { markedInProc } from './proc.ts'
import { markedInPs } from './ps.ts'

/** `NAME=value` of a run. */
export function markOf(run: string): string {
  return `GROVE_RUN=${run}`
}

/** Pids of all processes of a run, its servers' own children too. None on Windows, which shows no environments. */
export async function markedBy(run: string): Promise<number[]> {
  if (process.platform === 'win32') return []
  return process.platform === 'linux' ? markedInProc(markOf(run)) : markedInPs(markOf(run))
}
