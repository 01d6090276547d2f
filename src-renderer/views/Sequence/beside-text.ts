// What is said of a chapter or a row in a comparison.
import { formatAfter, formatSpan, type Chapter, type SequenceRow } from '../../../src-main/timeline/index.ts'
import { words } from '../../words/words.svelte.ts'
import type { ChapterBeside, RowBeside } from './beside.ts'

/** Differences below this are not shown: no two runs are that equal. */
const MIN_SHOWN_NS = 50e3

/** ＋ and － mark what one run only has; a part of another chapter is neither. */
export function signOf(beside: { in: 'both' | 'this' | 'other'; within?: Chapter | null } | null): string {
  if (!beside || beside.in === 'both') return ''
  if (beside.within) return '⊂'
  return beside.in === 'this' ? '＋' : '－'
}

/** "only in this run"; empty for what both have. */
export function onlyText(beside: ChapterBeside | RowBeside | null, isLive = false): string {
  const texts = words.compare
  if (!beside || beside.in === 'both') return ''
  const within = 'within' in beside ? beside.within : null
  if (within) return beside.in === 'this' ? texts.within(within.title) : texts.withinHere(within.title)
  if (isLive && 'isLast' in beside && beside.isLast) return texts.notYetHere
  return beside.in === 'this' ? texts.onlyHere : texts.onlyThere
}

/** The row, and in its text that only one run has it. */
export function markedRow(row: SequenceRow, beside: RowBeside | null, isWholeChapter: boolean): SequenceRow {
  if (!beside || beside.in === 'both' || isWholeChapter) return row
  const { onlyHereShort, onlyThereShort } = words.compare
  const mark = `${signOf(beside)} ${beside.in === 'this' ? onlyHereShort : onlyThereShort}`
  const joined = (text: string): string => (text === '' ? mark : `${text} · ${mark}`)
  return 'content' in row ? { ...row, content: joined(row.content) } : { ...row, text: joined(row.text) }
}

/** "other 12 · 15 ms · −4 ms": the events and the length of the chapter in the other run, and the difference. */
export function chapterNumbers(chapter: Chapter, { in: side, other }: ChapterBeside): string {
  if (side !== 'both' || !other) return ''
  return words.compare.chapterBeside(other.count, formatSpan(spanOf(other)), byOf(chapter, other))
}

export function chapterBesideName(chapter: Chapter, beside: ChapterBeside | null, isLive: boolean): string {
  if (!beside?.other || beside.in !== 'both') return onlyText(beside, isLive)
  const { other } = beside
  return words.compare.chapterName(other.count, formatSpan(spanOf(other)), byOf(chapter, other))
}

/** "Δ−2.1": milliseconds; empty where the difference is too small to tell. */
export function deltaText(beside: RowBeside | null): string {
  const by = beside?.by ?? 0
  if (Math.abs(by) < MIN_SHOWN_NS) return ''
  const ms = Math.abs(by) / 1e6
  return `Δ${by < 0 ? '−' : '+'}${ms < 9.95 ? ms.toFixed(1) : ms < 999.5 ? Math.round(ms) : `${(ms / 1e3).toFixed(1)}s`}`
}

/** "2.1 ms later than in the other run" */
export function besideName(beside: RowBeside | null): string {
  if (beside?.in !== 'both' || beside.by === null) return onlyText(beside)
  const { by } = beside
  if (Math.abs(by) < MIN_SHOWN_NS) return words.compare.asInOther
  const span = formatSpan(Math.abs(by))
  return by > 0 ? words.compare.rowLater(span) : words.compare.rowEarlier(span)
}

function spanOf({ from, to }: Chapter): number {
  return to - from
}

function byOf(chapter: Chapter, other: Chapter): string {
  const by = spanOf(chapter) - spanOf(other)
  return by === 0 ? '±0' : formatAfter(by)
}
