// Reads the processes below this one on Linux, from /proc. It takes less than a millisecond, because a process found to be
// unrelated is not read again.
import { readdirSync, readFileSync } from 'node:fs'
import { parseProcStat, TICKS_PER_SECOND } from '../system/process-info/proc-stat.ts'
import type { ProcessRow, ProcessTable } from './process-row.ts'
import { withDescendants } from './process-trees.ts'

export class LinuxProcesses implements ProcessTable {
  readonly intervalMs = 1_000
  readonly #pageSize = pageSize()
  #unrelated = new Set<number>()

  async read(): Promise<ProcessRow[]> {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
    const skipped = this.#unrelated
    const rows = pids.filter((pid) => !skipped.has(pid)).flatMap((pid) => this.#row(pid) ?? [])
    const own = withDescendants(rows, process.pid)
    const ownPids = new Set(own.map(({ pid }) => pid))
    this.#unrelated = new Set(pids.filter((pid) => !ownPids.has(pid)))
    return own
  }

  #row(pid: number): ProcessRow | null {
    let stat: string
    try {
      stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    } catch {
      return null
    }
    const { parent, cpu, childCpu, pages } = parseProcStat(stat)
    return {
      pid,
      parent,
      cpu: cpu / TICKS_PER_SECOND,
      childCpu: childCpu / TICKS_PER_SECOND,
      memory: pages * this.#pageSize,
    }
  }
}

/** /proc counts pages, and Node does not know their size: it is derived from this process's memory, known in both. */
function pageSize(): number {
  const pages = Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1])
  return 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages))
}
