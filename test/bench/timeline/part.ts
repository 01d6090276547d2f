// What one process of the benchmark is asked, and what it answers: JSON on the command line, JSON on stdout.

export interface PartPlan {
  events: number
  /** The timeline of so many events. */
  file: string
  rounds: number
}

/** Times of one step, a number for each round, beside those of the floor of the same rounds. */
export interface Row {
  what: string
  milliseconds: number[]
  floor: number[]
  /** Resident MiB of the process at most, where it did nothing else. */
  peak?: number
}

/** A number that has no floor. */
export interface Figure {
  what: string
  value: number
  unit: 'ms' | 'bytes' | 'MiB'
  aim?: number
}

export interface PartResult {
  rows: Row[]
  figures: Figure[]
}

export type Part = (plan: PartPlan) => Promise<PartResult>

/** Bytes that are in use, in the engine's heap and outside of it. */
export function held(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Resident MiB of this process at most until now. */
export function peak(): number {
  return process.resourceUsage().maxRSS / 1_024
}
