// Signals to a process and all that it started.
import { execFile } from 'node:child_process'

/** Signals the group that `pid` leads; nothing happens where it is gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') return signalOnWindows(pid, signal)
  try {
    process.kill(-pid, signal)
  } catch {
    // Gone already, which is what was wanted.
  }
}

/** Windows has neither groups nor signals: any ending there is TerminateProcess, and the tree goes with taskkill. */
function signalOnWindows(pid: number, signal: NodeJS.Signals): void {
  if (signal === 'SIGCONT' || signal === 'SIGSTOP') return
  execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => {})
}
