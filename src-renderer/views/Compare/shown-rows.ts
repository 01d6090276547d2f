// The rows of a comparison that are shown: filtered, and sorted by a column.
import type { DiffRow } from '../../../src-main/timeline/index.ts'
import { rowText } from './row-text.ts'

export type SortColumn = 'what' | 'here' | 'there' | 'change'

export interface RowSorting {
  /** Null: the worst first. */
  column: SortColumn | null
  descending: boolean
}

/** @param hasAll also rows that do not differ @param filter words that all are in the row's texts */
export function shownRows(
  rows: readonly DiffRow[],
  hasAll: boolean,
  filter: string,
  { column, descending }: RowSorting,
): DiffRow[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = rows.filter((row) => {
    if (!hasAll && row.weight === 'close') return false
    if (wanted.length === 0) return true
    const { group, sentence } = rowText(row)
    const text = `${group} ${sentence} ${row.detail}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
  if (column === null) return shown
  const keyed = shown.map((row) => ({ row, key: keyOf(row, column) }))
  keyed.sort((one, other) => compareKeys(one.key, other.key) * (descending ? -1 : 1))
  return keyed.map(({ row }) => row)
}

function keyOf(row: DiffRow, column: SortColumn): number | string {
  if (column === 'what') return rowText(row).what
  if (column === 'here') return row.b === null ? '' : typeof row.b === 'boolean' ? Number(row.b) : row.b
  if (column === 'there') return row.a === null ? '' : typeof row.a === 'boolean' ? Number(row.a) : row.a
  const { a, b, by } = row
  if (by === null) return a === b ? 0 : Infinity
  return Math.abs(by) / Math.max(1, Math.min(Number(a), Number(b)))
}

/** Numbers before texts. */
function compareKeys(one: number | string, other: number | string): number {
  if (typeof one === 'number' && typeof other === 'number') return one === other ? 0 : one - other
  if (typeof one === 'string' && typeof other === 'string') return one.localeCompare(other)
  return typeof one === 'number' ? -1 : 1
}
