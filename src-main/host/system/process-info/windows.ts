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

/** Returns the output of a PowerShell command, '' if it fails. */
export function powershell(command: string): Promise<string> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', command]
  return new Promise((resolve) => {
    execFile('powershell.exe', args, { windowsHide: true }, (_, stdout) => resolve(stdout))
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
  }))
}

interface Row {
  ProcessId: number
  Name: string
  CommandLine: string | null
  StartTime: string
}
