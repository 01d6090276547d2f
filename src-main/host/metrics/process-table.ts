// Selects the process table of this system.
import { CimProcesses } from './cim.ts'
import { LinuxProcesses } from './linux.ts'
import type { ProcessTable } from './process-row.ts'
import { PsProcesses } from './ps.ts'

export function processTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  if (platform === 'linux') return new LinuxProcesses()
  return platform === 'win32' ? new CimProcesses() : new PsProcesses()
}
