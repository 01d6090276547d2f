// A process of the machine, and the table that reads them on one system.

export interface ProcessRow {
  pid: number
  parent: number
  /** Processor time since its start, seconds. */
  cpu: number
  /** Processor time of its children that ended, seconds; 0 if the system does not provide it. */
  childCpu: number
  /** Resident memory, bytes. */
  memory: number
}

export interface ProcessTable {
  /** Interval between two readings. It keeps the cost of reading small. */
  readonly intervalMs: number
  /** Returns this process and its descendants. */
  read(): Promise<ProcessRow[]>
}
