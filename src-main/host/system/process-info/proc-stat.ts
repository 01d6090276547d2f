// Parses `/proc/<pid>/stat` of Linux, see proc(5).

/** Fixed for programs, whatever the kernel's own clock rate is. */
export const TICKS_PER_SECOND = 100

export interface ProcStat {
  /** With its brackets. */
  name: string
  /** `Z` is a zombie. */
  state: string
  parent: number
  /** Process group. */
  group: number
  /** Processor time, ticks. */
  cpu: number
  /** Processor time of children that have ended, ticks. */
  childCpu: number
  /** Ticks since the start of the system. */
  started: number
  /** Resident pages. */
  pages: number
}

export function parseProcStat(line: string): ProcStat {
  // The name may contain brackets and spaces; the third field follows it.
  const end = line.lastIndexOf(')') + 1
  const fields = line.slice(end + 1).split(' ')
  const number = (n: number) => Number(fields[n - 3])
  return {
    name: line.slice(line.indexOf('('), end),
    state: fields[0] ?? '',
    parent: number(4),
    group: number(5),
    cpu: number(14) + number(15),
    childCpu: number(16) + number(17),
    started: number(22),
    pages: number(24),
  }
}
