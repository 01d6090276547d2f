// Compiles a query for columns: names and kinds are compared as numbers, without creating events where possible.
import { FIELDS, type FieldName } from '../query/fields.ts'
import { compareNumber, matches, textTest, type Query } from '../query/query.ts'
import { searchedTexts } from '../query/searched-text.ts'
import type { EventColumns } from './event-columns.ts'
import { NO_TEXT } from './string-table.ts'

type Test = (place: number) => boolean

/** Returns a test of whether the event at a place matches the query. */
export function compileQuery(columns: EventColumns, query: Query): Test {
  switch (query.kind) {
    case 'all': {
      const tests = query.of.map((part) => compileQuery(columns, part))
      return (place) => tests.every((test) => test(place))
    }
    case 'any': {
      const tests = query.of.map((part) => compileQuery(columns, part))
      return (place) => tests.some((test) => test(place))
    }
    case 'not': {
      const test = compileQuery(columns, query.of)
      return (place) => !test(place)
    }
    case 'value':
      return compileValue(columns, query.field, query.test) ?? ((place) => matches(query, columns.at(place)))
    case 'number': {
      const { field, comparison, value } = query
      if (field === 'dur') {
        return (place) => compareNumber(columns.durationAt(place), comparison, value)
      }
      if (field === 'at') return (place) => compareNumber(columns.timeAt(place), comparison, value)
      return (place) => matches(query, columns.at(place))
    }
    case 'text':
    case 'regex':
      return compileText(columns, textTest(query))
  }
}

function compileValue(
  columns: EventColumns,
  field: FieldName,
  test: (value: string) => boolean,
): Test | null {
  const passes = memoized(columns, test)
  switch (field) {
    case 't': {
      const kinds = new Set(FIELDS.t.words.filter(test))
      return (place) => kinds.has(columns.kindAt(place))
    }
    case 'phase': {
      const phases = new Set<string | null>(FIELDS.phase.words.filter(test))
      return (place) => phases.has(columns.phaseAt(place))
    }
    case 'from':
      return (place) => columns.isPacket(place) && passes(columns.processAt(place))
    case 'to':
      return (place) => passes(columns.toAt(place))
    case 'process':
      return byProcess(columns, passes)
    case 'method':
      return (place) => {
        const address = columns.packedAt(place)
        if (address !== null) return columns.packed.hasMethod(address, passes)
        return FIELDS.method.of(columns.at(place)).some((method) => method !== undefined && test(method))
      }
    default:
      return null
  }
}

/** Tests each text once, and remembers the result. */
function memoized({ texts }: EventColumns, test: (value: string) => boolean): (number: number) => boolean {
  const answers: boolean[] = []
  answers[NO_TEXT] = false
  return (number) => (answers[number] ??= test(texts.text(number)))
}

function byProcess(columns: EventColumns, passes: (text: number) => boolean): Test {
  return (place) => passes(columns.processAt(place)) || passes(columns.toAt(place))
}

function compileText(columns: EventColumns, test: (piece: string) => boolean): Test {
  const passes = memoized(columns, test)
  const ofProcess = byProcess(columns, passes)
  return (place) => {
    const address = columns.packedAt(place)
    if (address !== null) return ofProcess(place) || columns.packed.containsText(address, passes, test)
    for (const piece of searchedTexts(columns.at(place))) if (test(piece)) return true
    return false
  }
}
