// Where in an ordered list something begins.

/** Index of the first value that passes; values that fail come first. */
export function bisect<T>(values: readonly T[], passes: (value: T) => boolean): number {
  return firstIndex(values.length, (index) => passes(values[index] as T))
}

/** The first index below `length` that passes, or `length`; those that fail come first. */
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
