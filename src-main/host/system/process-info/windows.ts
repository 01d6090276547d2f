// Processes on Windows, from PowerShell (half a second per query). Not tested on Windows.
import { execFile } from 'node:child_process'

export async function processesFromWindows(pids: readonly number[]) {
  const filter = pids.map((pid) => `ProcessId=${pid}`).join(' or ')
  return parseProcesses(
    await powershell(
      `Get-CimInstance Win32_Process -Filter '${filter}' | Select-Object ProcessId, Name, CommandLine, ` +
        `@{ n = 'StartTime'; e = { $_.CreationDate.ToUniversalTime().ToString('o') } } | ConvertTo-Json -Compress`,
    ),
  )
}

/** Returns the output of a PowerShell command, '' if it fails. @throws if PowerShell cannot be started */
export function powershell(command: string): Promise<string> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', command]
  return new Promise((resolve, reject) => {
    execFile('powershell.exe', args, { windowsHide: true }, (error, stdout) => {
      // A number is the exit code.
      if (error && typeof error.code !== 'number') reject(error)
      else resolve(stdout)
    })
  })
}

/** PowerShell prints one process as an object, several as an array, none as an empty text. */
function parseProcesses(text: string) {
  if (text.trim() === '') return []
  const rows = [JSON.parse(text) as Row | Row[]].flat()
  return rows.map(({ ProcessId, Name, CommandLine, StartTime }) => ({
    pid: ProcessId,
    startTime: StartTime,
    command: CommandLine ?? Name,
    startedAt: new Date(StartTime).toISOString(),
    isSuspended: false,
  }))
}

interface Row {
  ProcessId: number
  Name: string
  CommandLine: string | null
  StartTime: string
}
