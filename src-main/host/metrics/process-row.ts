// One process of the machine, as the tables of all systems tell it.

export interface ProcessRow {
  pid: number
  parent: number
  /** Processor time since its start, seconds. */
  cpu: number
  /** Processor time of its children that ended, seconds; 0 where the system does not tell. */
  childCpu: number
  /** Resident memory, bytes. */
  memory: number
}

export interface ProcessTable {
  /** Milliseconds between two readings that this system allows: reading must not cost what is measured. */
  readonly interval: number
  /** This process and all below it. */
  read(): Promise<ProcessRow[]>
}
