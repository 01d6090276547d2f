// The columns of the table of calls: how each is shown, compared and copied.
import { formatSpan, type CallSummary } from '../../../src-main/timeline/index.ts'
import { words } from '../../words/words.svelte.ts'

export interface CallSorting {
  key: keyof CallSummary
  descending: boolean
}

export const CALL_COLUMNS: readonly (keyof CallSummary)[] = [
  'from',
  'to',
  'method',
  'count',
  'rate',
  'p50',
  'p95',
  'failed',
  'open',
]
export const COLUMN_TEMPLATE =
  'minmax(90px, 1fr) minmax(90px, 1fr) minmax(130px, 1.6fr) 82px 82px 84px 84px 68px 68px'
export const TABLE_MIN_PX = 780

export function isNumber(key: keyof CallSummary): boolean {
  return key !== 'from' && key !== 'to' && key !== 'method'
}

export function cellText(summary: CallSummary, key: keyof CallSummary): string {
  const value = summary[key]
  if (typeof value === 'string') return value
  if (value === null) return words.calls.unknown
  if (key === 'p50' || key === 'p95') return formatSpan(value)
  if (key === 'rate') return words.calls.perSecond(formatRate(value))
  return value.toLocaleString('en')
}

/** With a head line, for a spreadsheet or a message. */
export function callAsText(summary: CallSummary): string {
  const heads = CALL_COLUMNS.map((key) => words.calls.columns[key])
  const cells = CALL_COLUMNS.map((key) => cellText(summary, key))
  return `${heads.join('\t')}\n${cells.join('\t')}`
}

export function sortCalls(calls: readonly CallSummary[], { key, descending }: CallSorting): CallSummary[] {
  const sign = descending ? -1 : 1
  return calls.toSorted((one, other) => {
    const [a, b] = [one[key], other[key]]
    // What is not known comes last in both orders.
    if (a === null || b === null) return Number(a === null) - Number(b === null) || byName(one, other)
    const order = typeof a === 'number' ? a - (b as number) : COLLATOR.compare(a, b as string)
    return sign * order || byName(one, other)
  })
}

export function isSameCall(one: Named, other: { from: string; to: string; method: string | null }): boolean {
  return one.from === other.from && one.to === other.to && one.method === other.method
}

/** A method of null, which is none of a row, means all methods. */
type Named = Pick<CallSummary, 'from' | 'to'> & { method: string | null }

const COLLATOR = new Intl.Collator('en', { numeric: true })

function byName(one: CallSummary, other: CallSummary): number {
  return (
    COLLATOR.compare(one.from, other.from) ||
    COLLATOR.compare(one.to, other.to) ||
    COLLATOR.compare(one.method, other.method)
  )
}

function formatRate(rate: number): string {
  return rate >= 1_000 ? Math.round(rate).toLocaleString('en') : String(Number(rate.toPrecision(3)))
}
