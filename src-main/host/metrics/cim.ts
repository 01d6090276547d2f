// Reads the processes below this one on Windows, from CIM. PowerShell needs half a second of a core, hence the long
// interval. Children that have ended are not counted. Not tested on Windows.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ProcessRow, ProcessTable } from './process-row.ts'
import { withDescendants } from './process-trees.ts'

const run = promisify(execFile)

const SCRIPT =
  "Get-CimInstance Win32_Process | ForEach-Object { '{0} {1} {2} {3}' -f " +
  '$_.ProcessId, $_.ParentProcessId, $_.WorkingSetSize, ($_.KernelModeTime + $_.UserModeTime) }'

export class CimProcesses implements ProcessTable {
  readonly intervalMs = 10_000

  async read(): Promise<ProcessRow[]> {
    const options = { windowsHide: true, maxBuffer: 16 * 1024 * 1024 }
    const { stdout } = await run(
      'powershell.exe',
      ['-NoProfile', '-NonInteractive', '-Command', SCRIPT],
      options,
    )
    return withDescendants(parseCim(stdout), process.pid)
  }
}

/** Parses lines of `pid parent bytes time`; the time is in units of 100 ns. */
export function parseCim(output: string): ProcessRow[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [pid, parent, memory, time] = line.split(' ').map(Number)
    if (!pid || parent === undefined || memory === undefined || time === undefined) return []
    return { pid, parent, memory, cpu: time / 1e7, childCpu: 0 }
  })
}
