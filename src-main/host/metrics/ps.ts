// The processes below this one on macOS and other systems with `ps`. Starting it costs some 10 ms of processor time, so
// it is asked less often; what ended below a server is not counted.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ProcessRow, ProcessTable } from './process-row.ts'
import { familyOf } from './process-trees.ts'

const run = promisify(execFile)

export class PsProcesses implements ProcessTable {
  readonly interval = 2_000

  async read(): Promise<ProcessRow[]> {
    const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,rss=,time='], { maxBuffer: 16 * 1024 * 1024 })
    return familyOf(parsePs(stdout), process.pid)
  }
}

/** `pid parent KiB [[days-]hours:]minutes:seconds[.hundredths]` in each line. */
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
