// Medians and ratios of benchmark rounds.

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Formats the median of paired ratios and their range: `1.83 (1.79 to 1.90)`. */
export function ratios(values: readonly number[], floors: readonly number[]): string {
  const paired = values.map((value, index) => value / (floors[index] ?? Number.NaN))
  const show = (value: number): string => value.toFixed(2)
  return `${show(median(paired))} (${show(Math.min(...paired))} to ${show(Math.max(...paired))})`
}
