// Matches two lists by their keys without crossings, in the time of sorting them.
import { bisect } from '../../../core/kit/binary-search.ts'

/** Indexes into both lists; one is null where the other list has no counterpart. */
export interface Match {
  here: number | null
  there: number | null
}

interface Pair {
  here: number
  there: number
}

/**
 * The k-th entry of a key here is matched with the k-th there, as long as the order is the same in both lists.
 * @returns each index of both lists once, in the order of both
 */
export function matchInOrder(here: readonly string[], there: readonly string[]): Match[] {
  return mergeMatches(longestInOrder(equalPairs(here, there)), here.length, there.length)
}

/** Adds what has no counterpart between the pairs: what is only here first. @param pairs in the order of both lists */
export function mergeMatches(pairs: readonly Pair[], here: number, there: number): Match[] {
  const merged: Match[] = []
  let [nextHere, nextThere] = [0, 0]
  for (const pair of [...pairs, { here, there }]) {
    for (; nextHere < pair.here; nextHere += 1) merged.push({ here: nextHere, there: null })
    for (; nextThere < pair.there; nextThere += 1) merged.push({ here: null, there: nextThere })
    if (pair.here < here) merged.push(pair)
    ;[nextHere, nextThere] = [pair.here + 1, pair.there + 1]
  }
  return merged
}

/** In the order of `here`. */
function equalPairs(here: readonly string[], there: readonly string[]): Pair[] {
  const places = new Map<string, number[]>()
  for (const [index, key] of there.entries()) {
    const known = places.get(key)
    if (known) known.push(index)
    else places.set(key, [index])
  }
  const used = new Map<string, number>()
  return here.flatMap((key, index) => {
    const count = used.get(key) ?? 0
    const place = places.get(key)?.[count]
    used.set(key, count + 1)
    return place === undefined ? [] : [{ here: index, there: place }]
  })
}

/** Returns the longest part of the pairs whose order is the same in both lists. */
function longestInOrder(pairs: readonly Pair[]): Pair[] {
  /** For each length, the pair that ends such a part earliest; and the pair before each. */
  const ends: number[] = []
  const before: number[] = []
  for (const [index, { there }] of pairs.entries()) {
    const length = bisect(ends, (end) => (pairs[end] as Pair).there >= there)
    before.push(ends[length - 1] ?? -1)
    ends[length] = index
  }
  const kept: Pair[] = []
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] as number)
    kept.push(pairs[index] as Pair)
  return kept.reverse()
}
