// Reads the processes below this one on macOS and other systems, from `ps`. Its start takes about 10 ms of processor time,
// hence the longer interval. Children that have ended are not counted.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ProcessRow, ProcessTable } from './process-row.ts'
import { withDescendants } from './process-trees.ts'

const run = promisify(execFile)

export class PsProcesses implements ProcessTable {
  readonly intervalMs = 2_000

  async read(): Promise<ProcessRow[]> {
    const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,rss=,time='], { maxBuffer: 16 * 1024 * 1024 })
    return withDescendants(parsePs(stdout), process.pid)
  }
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
