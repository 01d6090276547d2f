// A comparison as rows of one kind, to be sorted, filtered and worded.
import type { TimelineDiff } from './difference.ts'
import { differenceRows } from './difference-rows.ts'
import { numberRows } from './number-rows.ts'
import type { DiffRow } from './row.ts'

/** Returns the worst news for run B first. */
export function diffRows(diff: TimelineDiff): DiffRow[] {
  const rows = [...differenceRows(diff), ...numberRows(diff)]
  return rows
    .map((row, place) => ({ row, place, rank: rankOf(row) }))
    .sort((one, other) => one.rank - other.rank || one.place - other.place)
    .map(({ row }) => row)
}

/** Differences, then what became worse by how much, then what became better, then the rest. */
function rankOf({ weight, isWorse, a, by }: DiffRow): number {
  if (weight === 'different') return isWorse ? 0 : 1
  if (weight === 'close') return 6
  const share = Math.abs(by ?? 0) / Math.max(1, typeof a === 'number' ? a : 0)
  return (isWorse ? 2 : 4) + 1 / (1 + share)
}
