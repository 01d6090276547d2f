// Finds facts that both runs have in a different order. Only facts of one track have an order: those of one server, or
// between two. Interleavings of different servers are no difference. Takes linear time.
import type { OrderDifference } from './difference.ts'
import type { TrackEntry, FactCounts } from './fact-counts.ts'

/** Returns the first difference in the order of each track. */
export function compareOrder(a: FactCounts, b: FactCounts): OrderDifference[] {
  return [...a.tracks].flatMap(([of, passages]): OrderDifference[] => {
    const mine = shared(passages, b)
    const yours = shared(b.tracks.get(of) ?? [], a)
    const at = mine.findIndex(({ key, nth }, index) => yours[index]?.key !== key || yours[index].nth !== nth)
    const [first, second] = [mine[at], yours[at]]
    return first && second ? [{ of, first: worded(first), second: worded(second) }] : []
  })
}

/** The entries that the other run has too. */
function shared(passages: readonly TrackEntry[], other: FactCounts): TrackEntry[] {
  return passages.filter(({ key, nth }) => nth <= (other.byKey.get(key)?.count ?? 0))
}

function worded({ what, nth }: TrackEntry): string {
  return nth === 1 ? what : `${what} (${nth})`
}
