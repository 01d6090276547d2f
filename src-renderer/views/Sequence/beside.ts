// The chapters and rows of two runs as one list: matched where both have them, and marked where one lacks them.
import {
  matchRows,
  type Chapter,
  type MatchedChapter,
  type Nanoseconds,
  type SequenceRow,
} from '../../../src-main/timeline/index.ts'

/** Begins the keys of what only the other run has. */
const OTHER = 'other:'

/** What the other run has beside a chapter or a row. */
interface Beside<T> {
  in: 'both' | 'this' | 'other'
  /** As the other run has it; null where it does not. */
  other: T | null
}

export interface ChapterBeside extends Beside<Chapter> {
  /** A chapter of the run that lacks this one, in which its servers are part of the same change. */
  within: Chapter | null
  /** Of one that only the other run has: everything of this run is before it. */
  isLast: boolean
}

export interface RowBeside extends Beside<SequenceRow> {
  /** Of a row of the other run: the time since the first row of its chapter there. */
  after: Nanoseconds | null
  /** Of a row in both: how much later it came here, each since the first row of its chapter. */
  by: Nanoseconds | null
}

export interface RowsBeside {
  rows: readonly SequenceRow[]
  /** For each row. */
  beside: readonly RowBeside[]
  /** For each row: the latest time in the other run up to it. */
  otherTimes: Float64Array
}

/** A chapter for the list, and what the other run has beside it. */
export interface BesideChapter {
  chapter: Chapter
  beside: ChapterBeside
}

/** @param isShown whether a chapter of this run is shown @param hasOthers whether chapters of the other run only are */
export function besideChapters(
  matched: readonly MatchedChapter[],
  isShown: (chapter: Chapter) => boolean,
  hasOthers: boolean,
): BesideChapter[] {
  let at: Nanoseconds = 0
  const last = matched.findLastIndex(({ here }) => here !== null)
  return matched.flatMap(({ here, there, within }, index): BesideChapter[] => {
    if (here) {
      at = here.to
      const beside: ChapterBeside = { in: there ? 'both' : 'this', other: there, within, isLast: false }
      return isShown(here) ? [{ chapter: here, beside }] : []
    }
    if (!there || !hasOthers || there.kind === 'idle') return []
    return [
      { chapter: ghostOf(there, at), beside: { in: 'other', other: there, within, isLast: index > last } },
    ]
  })
}

/** A chapter of the other run in the list of this one, where it takes no time. */
function ghostOf(chapter: Chapter, at: Nanoseconds): Chapter {
  return { ...chapter, id: OTHER + chapter.id, from: at, to: at }
}

/** Returns the servers that only one of two chapters is about: what they did is in another chapter of the other run. */
export function serversApart(one: Chapter, other: Chapter): Set<string> {
  const [mine, yours] = [new Set(one.servers), new Set(other.servers)]
  return new Set([...one.servers, ...other.servers].filter((id) => mine.has(id) !== yours.has(id)))
}

const merged = new WeakMap<readonly SequenceRow[], { there: readonly SequenceRow[]; rows: RowsBeside }>()

/**
 * The rows of a chapter in both runs. Rows stay the same array until their chapter changes.
 * @param apart servers whose rows are not missing where they are not
 */
export function besideRows(
  here: readonly SequenceRow[],
  there: readonly SequenceRow[],
  apart: ReadonlySet<string>,
): RowsBeside {
  const known = merged.get(here)
  if (known?.there === there) return known.rows
  const rows = mergeRows(here, there, apart)
  merged.set(here, { there, rows })
  return rows
}

function mergeRows(
  here: readonly SequenceRow[],
  there: readonly SequenceRow[],
  apart: ReadonlySet<string>,
): RowsBeside {
  const rows: SequenceRow[] = []
  const beside: RowBeside[] = []
  const [start, otherStart] = [here[0]?.time ?? 0, there[0]?.time ?? 0]
  let at = start
  for (const { here: own, there: other, isElsewhere: isInOthers } of matchRows(here, there)) {
    at = own?.time ?? at
    const alone = own && other ? null : (own ?? other)
    const isElsewhere = isInOthers || (alone !== null && isAbout(alone, apart))
    const after = other && other.time - otherStart
    if (own) {
      rows.push(own)
      const by = after === null ? null : own.time - start - after
      beside.push({ in: other || isElsewhere ? 'both' : 'this', other, after, by })
    } else if (other && !isElsewhere) {
      rows.push(ghostRow(other, at))
      beside.push({ in: 'other', other, after, by: null })
    }
  }
  return { rows, beside, otherTimes: latestTimes(beside) }
}

/** Whether a row is about one of these servers, or about all. */
function isAbout(row: SequenceRow, servers: ReadonlySet<string>): boolean {
  if (servers.size === 0) return false
  if (row.kind === 'note') return row.lanes.some((id) => servers.has(id))
  if (!('from' in row)) return true
  const ends = [row.from, ...(row.kind === 'arrow' ? row.to : [row.to]), ...row.label.split(' ')]
  return ends.some((id) => servers.has(id))
}

function latestTimes(beside: readonly RowBeside[]): Float64Array {
  let latest = -Infinity
  return Float64Array.from(beside, ({ other }) => (latest = Math.max(latest, other?.time ?? latest)))
}

const ghosts = new WeakMap<readonly SequenceRow[], { at: Nanoseconds; rows: RowsBeside }>()

/** The rows of a chapter that only the other run has. */
export function ghostRows(there: readonly SequenceRow[], at: Nanoseconds): RowsBeside {
  const known = ghosts.get(there)
  if (known?.at === at) return known.rows
  const start = there[0]?.time ?? 0
  const rows: RowsBeside = {
    rows: there.map((row) => ghostRow(row, at)),
    beside: there.map((row) => ({ in: 'other', other: row, after: row.time - start, by: null })),
    otherTimes: Float64Array.from(there, ({ time }) => time),
  }
  ghosts.set(there, { at, rows })
  return rows
}

/** A row of the other run: its events are not among those of this one. */
function ghostRow(row: SequenceRow, at: Nanoseconds): SequenceRow {
  return { ...row, key: OTHER + row.key, time: at, places: [] }
}
