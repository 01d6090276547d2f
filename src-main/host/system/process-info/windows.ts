// Processes of Windows, from PowerShell: half a second a question. Environments it does not show. Never tried on Windows.
import { execFile } from 'node:child_process'
import type { ProcessFacts } from './process-info.ts'

export async function factsFromWindows(pids: readonly number[]): Promise<ProcessFacts[]> {
  const filter = pids.map((pid) => `ProcessId=${pid}`).join(' or ')
  return parseProcesses(
    await powershell(
      `Get-CimInstance Win32_Process -Filter '${filter}' | Select-Object ProcessId, Name, CommandLine, ` +
        `@{ n = 'Birth'; e = { $_.CreationDate.ToUniversalTime().ToString('o') } } | ConvertTo-Json -Compress`,
    ),
  )
}

/** What a PowerShell command prints; nothing where there is no PowerShell or it fails. */
export function powershell(command: string): Promise<string> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', command]
  return new Promise((resolve) => {
    execFile('powershell.exe', args, { windowsHide: true }, (_, stdout) => resolve(stdout))
  })
}

/** One process comes as an object, several as a list, none as nothing. */
function parseProcesses(text: string): ProcessFacts[] {
  if (text.trim() === '') return []
  const rows = [JSON.parse(text) as Row | Row[]].flat()
  return rows.map(({ ProcessId, Name, CommandLine, Birth }) => ({
    pid: ProcessId,
    birth: Birth,
    command: CommandLine ?? Name,
    startedAt: new Date(Birth).toISOString(),
  }))
}

interface Row {
  ProcessId: number
  Name: string
  CommandLine: string | null
  Birth: string
}
