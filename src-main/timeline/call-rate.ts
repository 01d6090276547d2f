// How often a method is called: the one definition for the rows of the sequence and the selection.
import type { Nanoseconds } from './event.ts'

/** Returns calls a second between the first and the last of `count`, taken over at least one second. */
export function callRate(count: number, first: Nanoseconds, last: Nanoseconds): number {
  return count / Math.max(1, (last - first) / 1e9)
}
