// Parsed queries, and whether an event matches one.
import type { TimelineEvent } from '../event.ts'
import { FIELDS, type Field, type FieldName } from './fields.ts'
import { searchedTexts } from './searched-text.ts'

export type Comparison = '<' | '<=' | '=' | '>=' | '>'

/** Opaque outside of this folder: use `parseQuery` and `matches`. */
export type Query =
  | { kind: 'all' | 'any'; of: Query[] }
  | { kind: 'not'; of: Query }
  /** One of the field's values passes the test. */
  | { kind: 'value'; field: FieldName; test: (value: string) => boolean }
  | { kind: 'number'; field: FieldName; comparison: Comparison; value: number }
  /** The text is in lower case. */
  | { kind: 'text'; text: string }
  | { kind: 'regex'; test: (text: string) => boolean }

export function matches(query: Query, event: TimelineEvent): boolean {
  switch (query.kind) {
    case 'all':
      return query.of.every((part) => matches(part, event))
    case 'any':
      return query.of.some((part) => matches(part, event))
    case 'not':
      return !matches(query.of, event)
    case 'value':
      return valuesOf(FIELDS[query.field], event).some(
        (value) => typeof value === 'string' && query.test(value),
      )
    case 'number':
      return compareNumber(numberOf(FIELDS[query.field], event), query.comparison, query.value)
    case 'text':
    case 'regex':
      return someTextPasses(event, textTest(query))
  }
}

/** Returns the test of one searched text. */
export function textTest(query: Query & { kind: 'text' | 'regex' }): (piece: string) => boolean {
  if (query.kind === 'text') return (piece) => piece.toLowerCase().includes(query.text)
  return query.test
}

function valuesOf(field: Field, event: TimelineEvent): readonly (string | null | undefined)[] {
  return field.takes === 'word' || field.takes === 'name' ? field.of(event) : []
}

function numberOf(field: Field, event: TimelineEvent): number | null {
  return field.takes === 'word' || field.takes === 'name' ? null : field.of(event)
}

function someTextPasses(event: TimelineEvent, test: (piece: string) => boolean): boolean {
  for (const piece of searchedTexts(event)) if (test(piece)) return true
  return false
}

/** Without a number no comparison holds. */
export function compareNumber(number: number | null, comparison: Comparison, value: number): boolean {
  if (number === null) return false
  switch (comparison) {
    case '<':
      return number < value
    case '<=':
      return number <= value
    case '=':
      return number === value
    case '>=':
      return number >= value
    case '>':
      return number > value
  }
}
