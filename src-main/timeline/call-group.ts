// The calls of one method between two servers in columns, and their summary at a moment.
import { callRate } from './call-rate.ts'
import { Column } from './columns/column.ts'
import type { Nanoseconds } from './event.ts'
import { nearestRank } from './nearest-rank.ts'

/** The calls of one method between two servers, up to a moment. */
export interface CallSummary {
  from: string
  to: string
  method: string
  count: number
  /** Calls a second. */
  rate: number
  /** Quantiles of the known round trips; null if none is known. */
  p50: Nanoseconds | null
  p95: Nanoseconds | null
  failed: number
  /** Calls that want an answer and have none at that moment: under way, or never to be answered. */
  open: number
}

/** Whether the packet of a call, by its row of the columns, passes a filter; null: all do. */
export type RowFilter = ((row: number) => boolean) | null

const ASKED = 0
const ANSWERED = 1
const FAILED = 2
const ONE_WAY = 3

export class CallGroup {
  readonly from: string
  readonly to: string
  readonly method: string
  readonly #rows = new Column(Uint32Array)
  readonly #times = new Column(Float64Array)
  readonly #outcomes = new Column(Uint8Array)
  readonly #answerRows = new Column(Uint32Array)
  readonly #answeredAt = new Column(Float64Array)
  /** NaN where an end was not seen. */
  readonly #roundTrips = new Column(Float64Array)
  /** The latest call or answer. */
  #end: Nanoseconds = -Infinity
  /** The summary of all calls; null after a change. */
  #whole: CallSummary | null = null

  constructor(from: string, to: string, method: string) {
    this.from = from
    this.to = to
    this.method = method
  }

  /** Adds a call by the row of its packet. Returns its index. */
  ask(row: number, time: Nanoseconds, isOneWay: boolean): number {
    this.#rows.push(row)
    this.#times.push(time)
    this.#outcomes.push(isOneWay ? ONE_WAY : ASKED)
    this.#answerRows.push(0)
    this.#answeredAt.push(Infinity)
    this.#roundTrips.push(Number.NaN)
    this.#change(time)
    return this.#rows.length - 1
  }

  rowOf(index: number): number {
    return this.#rows.data[index] as number
  }

  answer(index: number, row: number, at: Nanoseconds, roundTrip: Nanoseconds | null, isError: boolean): void {
    this.#answerRows.data[index] = row
    this.#answeredAt.data[index] = at
    this.#roundTrips.data[index] = roundTrip ?? Number.NaN
    this.#outcomes.data[index] = isError ? FAILED : ANSWERED
    this.#change(at)
  }

  /** Returns null where no call counts. */
  summary(until: Nanoseconds, passes: RowFilter): CallSummary | null {
    const isWhole = until >= this.#end && passes === null
    if (!isWhole) return this.#summarize(until, passes)
    return (this.#whole ??= this.#summarize(Infinity, null))
  }

  /** Returns the rows of the last `most` calls that count, and of their answers. */
  rows(until: Nanoseconds, passes: RowFilter, most: number): number[] {
    const rows = new Set<number>()
    for (let index = this.#rows.length - 1, left = most; index >= 0 && left > 0; index -= 1) {
      if (!this.#counts(index, until, passes)) continue
      left -= 1
      rows.add(this.rowOf(index))
      if ((this.#answeredAt.data[index] as number) <= until) rows.add(this.#answerRows.data[index] as number)
    }
    return [...rows]
  }

  #change(time: Nanoseconds): void {
    if (time > this.#end) this.#end = time
    this.#whole = null
  }

  #counts(index: number, until: Nanoseconds, passes: RowFilter): boolean {
    return (this.#times.data[index] as number) <= until && (passes === null || passes(this.rowOf(index)))
  }

  #summarize(until: Nanoseconds, passes: RowFilter): CallSummary | null {
    const [times, answeredAt] = [this.#times.data, this.#answeredAt.data]
    const trips = new Float64Array(this.#rows.length)
    let [count, known, failed, open] = [0, 0, 0, 0]
    let [first, last] = [Infinity, -Infinity]
    for (let index = 0; index < this.#rows.length; index += 1) {
      if (!this.#counts(index, until, passes)) continue
      const time = times[index] as number
      count += 1
      if (time < first) first = time
      if (time > last) last = time
      const outcome = this.#outcomes.data[index]
      if (outcome === ONE_WAY) continue
      if (outcome === ASKED || (answeredAt[index] as number) > until) {
        open += 1
        continue
      }
      if (outcome === FAILED) failed += 1
      const trip = this.#roundTrips.data[index] as number
      if (!Number.isNaN(trip)) trips[known++] = trip
    }
    if (count === 0) return null
    const some = trips.subarray(0, known)
    const [p95, p50] = [nearestRank(some, 0.95), nearestRank(some, 0.5)]
    const { from, to, method } = this
    return { from, to, method, count, rate: callRate(count, first, last), p50, p95, failed, open }
  }
}
