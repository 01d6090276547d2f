// Compares a number in both runs, and marks large differences.
import type { Nanoseconds } from '../event.ts'
import { quantile } from '../quantile.ts'
import type { Bounds, Measure } from './difference.ts'

export const BOUNDS: Bounds = { share: 0.2, milliseconds: 20, bytes: 64 * 1024, count: 20 }

type Unit = Exclude<keyof Bounds, 'share'>

export function measure(unit: Unit, a: number | null, b: number | null): Measure {
  if (a === null || b === null) return { a, b, by: null, beyond: false }
  const apart = Math.abs(b - a)
  const beyond = apart > BOUNDS[unit] && apart > BOUNDS.share * Math.min(a, b)
  return { a, b, by: toThousandths(b - a), beyond }
}

/** Median and 95th percentile of two lists of milliseconds. */
export function spread(a: readonly number[], b: readonly number[]): { p50: Measure; p95: Measure } {
  const [mine, yours] = [ascending(a), ascending(b)]
  const at = (share: number): Measure =>
    measure('milliseconds', quantile(mine, share), quantile(yours, share))
  return { p50: at(0.5), p95: at(0.95) }
}

export function toMilliseconds(time: Nanoseconds): number {
  return toThousandths(time / 1e6)
}

/** Rounds symmetrically around zero. */
function toThousandths(value: number): number {
  const size = Math.round(Math.abs(value) * 1000) / 1000
  return value < 0 && size > 0 ? -size : size
}

function ascending(list: readonly number[]): number[] {
  return list.toSorted((one, other) => one - other)
}
