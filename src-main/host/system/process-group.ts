// Signals processes: a group, or a probe.
import { execFile } from 'node:child_process'

/** Signals the process group of `pid`; does nothing if it has ended. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') return signalOnWindows(pid, signal)
  try {
    process.kill(-pid, signal)
  } catch {
    // It has ended already.
  }
}

/** Windows has neither groups nor signals: taskkill terminates the process tree. */
function signalOnWindows(pid: number, signal: NodeJS.Signals): void {
  if (signal === 'SIGCONT' || signal === 'SIGSTOP') return
  execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => {})
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
