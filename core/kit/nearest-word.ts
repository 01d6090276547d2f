// Finds the known word that was probably meant.

/** Returns the known word that is most similar to `word`, or undefined if none is. Case does not count. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const distances = known.map((each) => distance(word.toLowerCase(), each.toLowerCase()))
  const least = Math.min(...distances)
  return least <= Math.max(2, word.length / 3) ? known[distances.indexOf(least)] : undefined
}

/** Returns the `count` known words that are most similar to `word`, the nearest first. Case does not count. */
export function nearestWords(word: string, known: readonly string[], count: number): string[] {
  return known
    .map((each) => ({ each, distance: distance(word.toLowerCase(), each.toLowerCase()) }))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, count)
    .map(({ each }) => each)
}

/** Returns the Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j += 1) {
      const change = (row[j] ?? 0) + (letter === b[j] ? 0 : 1)
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
