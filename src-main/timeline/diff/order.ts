// What both runs had, in another order. Order is asked of what has one: of the steps of one server (its states, its links),
// of what it does about one other, of the packets between two. What different servers do at the same time has none, so
// that interleavings are no difference. Each track is read once, so a long one costs no more than its length.
import type { OrderDifference } from './difference.ts'
import type { TrackEntry, FactCounts } from './fact-counts.ts'

/** The first thing of each track that came in another order. */
export function compareOrder(a: FactCounts, b: FactCounts): OrderDifference[] {
  return [...a.tracks].flatMap(([of, passages]): OrderDifference[] => {
    const mine = shared(passages, b)
    const yours = shared(b.tracks.get(of) ?? [], a)
    const at = mine.findIndex(({ key, nth }, index) => yours[index]?.key !== key || yours[index].nth !== nth)
    const [first, second] = [mine[at], yours[at]]
    return first && second ? [{ of, first: worded(first), second: worded(second) }] : []
  })
}

/** What the other run had as often. */
function shared(passages: readonly TrackEntry[], other: FactCounts): TrackEntry[] {
  return passages.filter(({ key, nth }) => nth <= (other.byKey.get(key)?.count ?? 0))
}

function worded({ what, nth }: TrackEntry): string {
  return nth === 1 ? what : `${what} (${nth})`
}
