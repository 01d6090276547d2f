// The rows of a chapter in a comparison, if it is open: those of both runs.
import type { Chapters } from '../../state/chapters.svelte.ts'
import { besideRows, ghostRows, serversApart, type BesideChapter } from './beside.ts'
import type { ChapterRows } from './blocks.ts'

/** @param isFiltered the filter hides rows of this run: those of the other are left out, for they are not filtered */
export function openRows(
  { chapter, beside }: BesideChapter,
  chapters: Chapters,
  others: Chapters,
  isFiltered: boolean,
): ChapterRows {
  if (!chapters.isOpen(chapter)) return { chapter, rows: null, beside }
  const { other } = beside
  if (beside.in === 'other' && other) {
    const rowsBeside = ghostRows(others.rowsOf(other), chapter.from)
    return { chapter, rows: rowsBeside.rows, beside, rowsBeside }
  }
  const rows = chapters.rowsOf(chapter)
  if (!other || isFiltered) return { chapter, rows, beside }
  const rowsBeside = besideRows(rows, others.rowsOf(other), serversApart(chapter, other))
  return { chapter, rows: rowsBeside.rows, beside, rowsBeside }
}
