// What the system knows about a process. A pid is reused: only pid and start time together identify a process.
import { markedPidsFromProc, processesFromProc } from './proc.ts'
import { markedPidsFromPs, processesFromPs } from './ps.ts'
import { processesFromWindows } from './windows.ts'

export interface ProcessInfo {
  pid: number
  /** In the system's own format. Equal for one process, different for the next process with its pid. */
  startTime: string
  command: string
  /** ISO 8601. */
  startedAt: string
  /** Stopped by SIGSTOP or by the terminal. */
  isSuspended: boolean
}

/** Returns those of the processes that run and are visible. @throws if the system cannot be asked */
export async function processInfo(pids: readonly number[]): Promise<ProcessInfo[]> {
  if (pids.length === 0) return []
  if (process.platform === 'linux') return processesFromProc(pids)
  return process.platform === 'win32' ? processesFromWindows(pids) : processesFromPs(pids)
}

/** Returns `NAME=value`, a variable in the environment of every process of a run and their children. */
export function runMark(run: string): string {
  return `GROVE_RUN=${run}`
}

/** Returns the pids of all processes of a run, children of its servers included. None on Windows, which hides environments. */
export async function pidsOfRun(run: string): Promise<number[]> {
  if (process.platform === 'win32') return []
  return process.platform === 'linux' ? markedPidsFromProc(runMark(run)) : markedPidsFromPs(runMark(run))
}
