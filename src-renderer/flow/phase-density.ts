// How many events of each phase happened when: counts in equal intervals that cover a run of any length.
import { PHASES } from './phase.ts'
import type { Phase } from '../../src-main/timeline/index.ts'

/** The intervals double in length when the run outgrows them, so adding an event always takes the same time. */
const INTERVALS = 2048
const FIRST_INTERVAL_NS = 1e6
/** Events without a phase are counted behind the phases. */
const KINDS = PHASES.length + 1

export class PhaseDensity {
  /** The counts of interval 0 by phase, of interval 1 … */
  readonly #counts = new Uint32Array(INTERVALS * KINDS)
  #intervalNs = FIRST_INTERVAL_NS

  add(time: number, phase: Phase | null): void {
    while (time >= this.#intervalNs * INTERVALS) this.#joinPairs()
    const kind = phase === null ? PHASES.length : PHASES.indexOf(phase)
    const interval = Math.max(0, Math.floor(time / this.#intervalNs))
    this.#counts[interval * KINDS + kind] = (this.#counts[interval * KINDS + kind] as number) + 1
  }

  /**
   * Spreads the counts of a time of length `length` over columns, by the share of an interval that a column covers.
   * @returns for each phase in the order of `PHASES`, then for events without one, a count for each column
   */
  columns(columns: number, length: number, start = 0): Float64Array[] {
    const spread = Array.from({ length: KINDS }, () => new Float64Array(columns))
    const columnsPerInterval = (columns * this.#intervalNs) / Math.max(length, 1)
    const offset = (columns * start) / Math.max(length, 1)
    for (let interval = 0; interval < INTERVALS; interval += 1) {
      const from = interval * columnsPerInterval - offset
      if (from >= columns) break
      const to = from + columnsPerInterval
      for (let column = Math.max(0, Math.floor(from)); column < to && column < columns; column += 1) {
        const share = (Math.min(to, column + 1) - Math.max(from, column)) / columnsPerInterval
        for (const [kind, counts] of spread.entries()) {
          counts[column] =
            (counts[column] as number) + share * (this.#counts[interval * KINDS + kind] as number)
        }
      }
    }
    return spread
  }

  #joinPairs(): void {
    const counts = this.#counts
    for (let interval = 0; interval < INTERVALS / 2; interval += 1) {
      for (let kind = 0; kind < KINDS; kind += 1) {
        const first = counts[2 * interval * KINDS + kind] as number
        const second = counts[(2 * interval + 1) * KINDS + kind] as number
        counts[interval * KINDS + kind] = first + second
      }
    }
    counts.fill(0, (INTERVALS / 2) * KINDS)
    this.#intervalNs *= 2
  }
}
