// What the system says of a process. A pid alone names nobody, for the system gives it again: pid and birth together do.
import { factsFromProc } from './proc.ts'
import { factsFromPs } from './ps.ts'
import { factsFromWindows } from './windows.ts'

export interface ProcessFacts {
  pid: number
  /** When it began, in the system's own exact words; equal for one process, different for its pid's next owner. */
  birth: string
  command: string
  /** ISO 8601. */
  startedAt: string
}

/** The facts of those that run; one that has ended, or that the system says nothing of, is left out. */
export async function processInfo(pids: readonly number[]): Promise<ProcessFacts[]> {
  if (pids.length === 0) return []
  if (process.platform === 'linux') return factsFromProc(pids)
  return process.platform === 'win32' ? factsFromWindows(pids) : factsFromPs(pids)
}
