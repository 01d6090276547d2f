// Medians and percentiles.

/** Returns the quantile by nearest rank; null for an empty list. */
export function quantile(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}
