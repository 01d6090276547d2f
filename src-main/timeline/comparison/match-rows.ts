// Matches the rows of one chapter of a sequence in two runs: the same message between the same servers.
import { stableName } from '../diff/identities.ts'
import type { SequenceRow } from '../sequence/row.ts'
import { matchInOrder } from './match-in-order.ts'

export interface MatchedRow {
  /** Null where only the other run has it. */
  here: SequenceRow | null
  there: SequenceRow | null
}

/** Returns every row of both runs once, in the order of both. */
export function matchRows(here: readonly SequenceRow[], there: readonly SequenceRow[]): MatchedRow[] {
  return matchInOrder(here.map(keyOf), there.map(keyOf)).map((match) => ({
    here: match.here === null ? null : (here[match.here] ?? null),
    there: match.there === null ? null : (there[match.there] ?? null),
  }))
}

const NUMBER = /(?<![\w-])\d[\d.,:]*/g

/** Equal for the same thing in two runs: without times and amounts. */
function keyOf(row: SequenceRow): string {
  switch (row.kind) {
    case 'arrow': {
      const [only = ''] = row.to
      const outcome = row.line === 'failed' || row.line === 'lost' ? row.line : ''
      return `arrow ${stableName(row.from)} ${row.to.length === 1 ? stableName(only) : 'many'} ${row.label} ${outcome}`
    }
    case 'call':
    case 'calls':
      return `call ${stableName(row.from)} ${stableName(row.to)} ${row.label} ${row.outcome}`
    case 'note':
      return `note ${row.lanes.map(stableName).join()} ${row.text.replace(NUMBER, '')}`
    case 'more':
      return `more ${row.of}`
    default:
      return row.kind
  }
}
