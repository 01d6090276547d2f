// Matches the chapters of two runs by their cause.
import type { Chapter, ChapterKind } from '../chapters/chapter.ts'
import { matchInOrder, mergeMatches, type Match } from './match-in-order.ts'

export interface MatchedChapter {
  /** Null where only the other run has it. */
  here: Chapter | null
  there: Chapter | null
  /** Of one without a counterpart: the chapter of the other side in which its servers are part of the same change. */
  within: Chapter | null
}

/** Above this number of pairs every chapter is matched with an equal one only: scoring all pairs would take too long. */
const MAX_PAIRS = 250_000
/** Changes of the whole cluster have no servers to compare. */
const OF_ALL: ReadonlySet<ChapterKind> = new Set(['start', 'stop', 'masterLost', 'masterBack'])

/** Returns every chapter of both runs once, in the order of both. */
export function matchChapters(here: readonly Chapter[], there: readonly Chapter[]): MatchedChapter[] {
  const matches =
    here.length * there.length > MAX_PAIRS
      ? matchInOrder(here.map(keyOf), there.map(keyOf))
      : bestMatches(here, there)
  const matched = matches.map((match) => ({ here: at(here, match.here), there: at(there, match.there) }))
  return matched.map((pair) => {
    const alone = pair.here && pair.there ? null : (pair.here ?? pair.there)
    return { ...pair, within: alone && sharedIn(alone, alone === pair.here ? there : here) }
  })
}

function at(chapters: readonly Chapter[], index: number | null): Chapter | null {
  return index === null ? null : (chapters[index] ?? null)
}

function keyOf({ kind, servers }: Chapter): string {
  return [isQuiet(kind) ? 'quiet' : kind, ...servers.toSorted()].join(' ')
}

function isQuiet(kind: ChapterKind): boolean {
  return kind === 'traffic' || kind === 'idle'
}

/** The matches with the highest sum of likeness that do not cross. */
function bestMatches(here: readonly Chapter[], there: readonly Chapter[]): Match[] {
  const width = there.length + 1
  /** The best sum of the chapters from `row` here and `column` there on. */
  const best = new Float64Array((here.length + 1) * width)
  const likeness = new Float64Array(best.length)
  for (let row = here.length - 1; row >= 0; row -= 1) {
    for (let column = there.length - 1; column >= 0; column -= 1) {
      const cell = row * width + column
      const like = likenessOf(here[row] as Chapter, there[column] as Chapter)
      likeness[cell] = like
      const paired = like > 0 ? like + (best[cell + width + 1] as number) : 0
      best[cell] = Math.max(paired, best[cell + width] as number, best[cell + 1] as number)
    }
  }
  const pairs: { here: number; there: number }[] = []
  let [row, column] = [0, 0]
  while (row < here.length && column < there.length) {
    const cell = row * width + column
    const like = likeness[cell] as number
    if (like > 0 && best[cell] === like + (best[cell + width + 1] as number)) {
      pairs.push({ here: row, there: column })
      row += 1
      column += 1
    } else if (best[cell] === best[cell + width]) row += 1
    else column += 1
  }
  return mergeMatches(pairs, here.length, there.length)
}

/** From 0, another cause, to 100, the same cause of the same servers. */
function likenessOf(one: Chapter, other: Chapter): number {
  if (isQuiet(one.kind) && isQuiet(other.kind)) return one.kind === other.kind ? 2 : 1
  if (one.kind !== other.kind) return 0
  if (OF_ALL.has(one.kind)) return 100
  const shared = sharedServers(one, other)
  if (shared === 0) return 0
  const share = shared / Math.max(one.servers.length, other.servers.length)
  return 10 + 80 * share + (one.title === other.title ? 10 : 0)
}

function sharedServers(one: Chapter, other: Chapter): number {
  const servers = new Set(one.servers)
  return other.servers.filter((id) => servers.has(id)).length
}

/** Returns the chapter of the same kind that shares the most servers, or null. */
function sharedIn(chapter: Chapter, others: readonly Chapter[]): Chapter | null {
  let [most, found]: [number, Chapter | null] = [0, null]
  for (const other of others) {
    const shared = other.kind === chapter.kind ? sharedServers(chapter, other) : 0
    if (shared > most) [most, found] = [shared, other]
  }
  return found
}
