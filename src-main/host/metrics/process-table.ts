// The processes below this one, with their processor time and memory: from /proc on Linux, from CIM on Windows (not tested
// there), elsewhere from `ps`.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { powershell } from '../system/process-info/windows.ts'
import { LinuxProcesses } from './linux.ts'
import type { ProcessRow, ProcessTable } from './process-row.ts'
import { withDescendants } from './process-trees.ts'

const CIM_SCRIPT =
  "Get-CimInstance Win32_Process | ForEach-Object { '{0} {1} {2} {3}' -f " +
  '$_.ProcessId, $_.ParentProcessId, $_.WorkingSetSize, ($_.KernelModeTime + $_.UserModeTime) }'

/** PowerShell needs half a second of a core for a reading, `ps` about 10 ms. */
export function processTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  if (platform === 'linux') return new LinuxProcesses()
  const [intervalMs, readAll] =
    platform === 'win32'
      ? ([10_000, async () => parseCim(await powershell(CIM_SCRIPT))] as const)
      : ([2_000, async () => parsePs(await ps())] as const)
  return { intervalMs, read: async () => withDescendants(await readAll(), process.pid) }
}

async function ps(): Promise<string> {
  const options = { maxBuffer: 16 * 1024 * 1024 }
  return (await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,rss=,time='], options)).stdout
}

/** Parses lines of `pid parent KiB [[days-]hours:]minutes:seconds[.hundredths]`. */
export function parsePs(output: string): ProcessRow[] {
  return output.split('\n').flatMap((line) => {
    const [pid, parent, memory, time] = line.trim().split(/\s+/)
    if (time === undefined) return []
    return {
      pid: Number(pid),
      parent: Number(parent),
      memory: Number(memory) * 1024,
      cpu: secondsOf(time),
      childCpu: 0,
    }
  })
}

function secondsOf(time: string): number {
  const [rest = '', days = '0'] = time.split('-').reverse()
  const seconds = rest.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return Number(days) * 86_400 + seconds
}

/** Parses lines of `pid parent bytes time`; the time is in units of 100 ns. */
export function parseCim(output: string): ProcessRow[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [pid, parent, memory, time] = line.split(' ').map(Number)
    if (!pid || parent === undefined || memory === undefined || time === undefined) return []
    return { pid, parent, memory, cpu: time / 1e7, childCpu: 0 }
  })
}
