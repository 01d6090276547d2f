// The line `/proc/<pid>/stat` of a process on Linux, by the names of proc(5).

/** Ticks of a second in /proc: fixed for programs, whatever the kernel's own clock does. */
export const TICKS = 100

export interface ProcStat {
  /** In its brackets. */
  name: string
  /** `Z` is a zombie. */
  state: string
  parent: number
  /** Processor time in ticks, of its own and of its children that have ended. */
  cpu: number
  waited: number
  /** Ticks from the system's start to its own. */
  started: number
  /** Resident pages. */
  pages: number
}

export function parseProcStat(line: string): ProcStat {
  // The name may itself hold brackets and spaces; after it comes the third field.
  const end = line.lastIndexOf(')') + 1
  const fields = line.slice(end + 1).split(' ')
  const number = (n: number) => Number(fields[n - 3])
  return {
    name: line.slice(line.indexOf('('), end),
    state: fields[0] ?? '',
    parent: number(4),
    cpu: number(14) + number(15),
    waited: number(16) + number(17),
    started: number(22),
    pages: number(24),
  }
}
