// The one way in which this room takes a median or a 95th percentile.

/** By nearest rank; `null` of an empty list. */
export function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}
