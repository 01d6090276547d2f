// A quantile of numbers that are in no order, without sorting them.

/** Returns the quantile by nearest rank; null of no numbers. Changes the order of the numbers. */
export function nearestRank(numbers: Float64Array, share: number): number | null {
  if (numbers.length === 0) return null
  return select(numbers, Math.max(0, Math.ceil(numbers.length * share) - 1))
}

/** Hoare's selection: puts the number with this index in the sorted order there. */
function select(numbers: Float64Array, index: number): number {
  let [low, high] = [0, numbers.length - 1]
  while (low < high) {
    const pivot = numbers[(low + high) >>> 1] as number
    let [left, right] = [low, high]
    while (left <= right) {
      while ((numbers[left] as number) < pivot) left += 1
      while ((numbers[right] as number) > pivot) right -= 1
      if (left > right) break
      const swapped = numbers[left] as number
      numbers[left++] = numbers[right] as number
      numbers[right--] = swapped
    }
    if (index <= right) high = right
    else if (index >= left) low = left
    else break
  }
  return numbers[index] as number
}
