// Binary search in ordered data: values that fail a test come before those that pass it.

/** Returns the index of the first value that passes, or the length when none does. */
export function bisect<T>(values: readonly T[], passes: (value: T) => boolean): number {
  return firstIndex(values.length, (index) => passes(values[index] as T))
}

/** Returns the first index below `length` that passes, or `length` when none does. */
export function firstIndex(length: number, passes: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (passes(middle)) high = middle
    else low = middle + 1
  }
  return low
}
