// The texts of a row of a comparison: what was compared, its value in both runs, and the difference.
import { formatBytes } from '../../../core/kit/format-bytes.ts'
import { formatMoment, formatSpan, type DiffRow } from '../../../src-main/timeline/index.ts'
import { words } from '../../words/words.svelte.ts'

type Value = DiffRow['a']

export interface RowText {
  group: string
  what: string
  /** In this run, which is B. */
  here: string
  there: string
  change: string
  /** All of it as one sentence. */
  sentence: string
}

export function rowText(row: DiffRow): RowText {
  const what = whatOf(row)
  const [here, there] = [valueOf(row, row.b), valueOf(row, row.a)]
  const change = changeOf(row)
  const sentence = words.compare.sentence(what, here, there, change)
  return { group: words.compare.groups[row.group], what, here, there, change, sentence }
}

function whatOf({ group, subject, aspect, detail }: DiffRow): string {
  const { aspects, milestone, allServers, agreement, of } = words.compare
  const about = aspects[aspect]
  switch (group) {
    case 'milestone':
      if (aspect === 'length') return about
      return detail === '' ? milestone(subject) : `${milestone(subject)} (${detail})`
    case 'memory':
      return of(subject === '' ? allServers : subject, about)
    case 'convergence':
      return aspect === 'divergences' ? about : of(agreement, about)
    case 'event':
    case 'plan':
      return subject
    case 'finding':
      return of(subject, detail)
    default:
      return subject === '' ? about : of(subject, about)
  }
}

function valueOf({ unit, aspect, at }: DiffRow, value: Value): string {
  const { none, yes, no } = words.compare
  if (typeof value === 'boolean') return value ? yes : no
  if (value === null) return none
  if (typeof value === 'string') return value
  if (unit === 'bytes') return formatBytes(value)
  if (unit !== 'milliseconds') return value.toLocaleString('en')
  return aspect === 'moment' && at.a !== at.b ? formatMoment(value * 1e6, 3) : formatSpan(value * 1e6)
}

/** "+180 ms (+40 %)"; what one run lacks is said in words. */
function changeOf({ a, b, by, unit, group }: DiffRow): string {
  const { onlyHere, onlyThere } = words.compare
  if (group === 'server' || (group === 'event' && (a === 0 || b === 0))) return a ? onlyThere : onlyHere
  if (a === null && b !== null && unit !== 'count') return onlyHere
  if (b === null && a !== null && unit !== 'count') return onlyThere
  if (by === null || by === 0) return ''
  const size = Math.abs(by)
  const amount =
    unit === 'milliseconds'
      ? formatSpan(size * 1e6)
      : unit === 'bytes'
        ? formatBytes(size)
        : size.toLocaleString('en')
  const sign = by < 0 ? '−' : '+'
  const share = typeof a === 'number' && a > 0 ? Math.round((100 * size) / a) : null
  return `${sign}${amount}${share === null ? '' : ` (${sign}${share} %)`}`
}

/** Tab-separated, for a spreadsheet. */
export function rowsAsText(rows: readonly DiffRow[]): string {
  const { what, thisRun, otherRun, difference } = words.compare
  const lines = rows.map(rowText).map(({ group, what: name, here, there, change }) => {
    return [group, name, here, there, change].join('\t')
  })
  return [['', what, thisRun, otherRun, difference].join('\t'), ...lines].join('\n')
}
