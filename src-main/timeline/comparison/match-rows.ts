// Matches the rows of one chapter of a sequence in two runs: the same message between the same servers, in any order.
import { stableName } from '../diff/identities.ts'
import type { NoteRow, SequenceRow } from '../sequence/row.ts'

export interface MatchedRow {
  /** Null where only the other run has it. */
  here: SequenceRow | null
  there: SequenceRow | null
  /** A note without a counterpart whose servers all have it in other notes of the other run: nothing is missing. */
  isElsewhere: boolean
}

/**
 * Which of the servers that join together is first is a race, so that order makes no difference.
 * @returns every row of both runs once: those here in their order, what is only there after what was before it there
 */
export function matchRows(here: readonly SequenceRow[], there: readonly SequenceRow[]): MatchedRow[] {
  const places = placesOf(here)
  const counterparts = new Map<number, SequenceRow>()
  /** For each row here, what is only there and comes after it; -1: before all. */
  const ghosts = new Map<number, SequenceRow[]>()
  let after = -1
  for (const row of there) {
    const place = places.get(keyOf(row))?.shift()
    if (place === undefined) {
      const list = ghosts.get(after)
      if (list) list.push(row)
      else ghosts.set(after, [row])
    } else {
      counterparts.set(place, row)
      after = place
    }
  }
  const [notesHere, notesThere] = [notePartsOf(here), notePartsOf(there)]
  const onlyThere = (place: number): MatchedRow[] =>
    (ghosts.get(place) ?? []).map((row) => ({
      here: null,
      there: row,
      isElsewhere: isElsewhere(row, notesHere),
    }))
  return [
    ...onlyThere(-1),
    ...here.flatMap((row, place) => {
      const other = counterparts.get(place) ?? null
      const matched = { here: row, there: other, isElsewhere: !other && isElsewhere(row, notesThere) }
      return [matched, ...onlyThere(place)]
    }),
  ]
}

function placesOf(rows: readonly SequenceRow[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [index, row] of rows.entries()) {
    const key = keyOf(row)
    const known = places.get(key)
    if (known) known.push(index)
    else places.set(key, [index])
  }
  return places
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
      return `note ${row.lanes.map(stableName).toSorted().join()} ${noteText(row)}`
    case 'more':
      return `more ${row.of}`
    default:
      return row.kind
  }
}

function noteText({ text }: NoteRow): string {
  return text.replace(NUMBER, '')
}

/** The notes of each server: those of several servers at one time are one row. */
function notePartsOf(rows: readonly SequenceRow[]): Set<string> {
  return new Set(rows.flatMap((row) => (row.kind === 'note' ? partsOf(row) : [])))
}

function partsOf(row: NoteRow): string[] {
  return row.lanes.map((id) => `${stableName(id)} ${noteText(row)}`)
}

function isElsewhere(row: SequenceRow, parts: ReadonlySet<string>): boolean {
  return row.kind === 'note' && row.lanes.length > 0 && partsOf(row).every((part) => parts.has(part))
}
