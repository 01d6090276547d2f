// The processes below this one on Linux, from /proc. It costs under a millisecond: a process that was found to be
// nobody's is not looked at again.
import { readdirSync, readFileSync } from 'node:fs'
import { parseProcStat, TICKS_PER_SECOND } from '../system/process-info/proc-stat.ts'
import type { ProcessRow, ProcessTable } from './process-row.ts'
import { familyOf } from './process-trees.ts'

export class LinuxProcesses implements ProcessTable {
  readonly interval = 1_000
  readonly #pageSize = pageSize()
  #strangers = new Set<number>()

  async read(): Promise<ProcessRow[]> {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
    const known = this.#strangers
    const rows = pids.filter((pid) => !known.has(pid)).flatMap((pid) => this.#row(pid) ?? [])
    const family = familyOf(rows, process.pid)
    const ours = new Set(family.map(({ pid }) => pid))
    this.#strangers = new Set(pids.filter((pid) => !ours.has(pid)))
    return family
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

/** /proc counts pages, and Node does not say how large one is: its own memory is told in both. */
function pageSize(): number {
  const pages = Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1])
  return 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages))
}
