// The query language for filters and searches: docs/QUERY.md.
import { FIELDS } from './fields.ts'
import { parse, valueDescription } from './parse.ts'
import type { Query } from './query.ts'
import { QueryError } from './query-error.ts'

export { matches, type Query } from './query.ts'
export { parseQuantity, QUANTITIES } from './units.ts'

interface QueryFault {
  /** A sentence: what is wrong, and what is allowed. */
  message: string
  /** Index of the character, from 0; the text's length if something is missing at the end. */
  at: number
}

export type ParsedQuery = { ok: true; query: Query } | { ok: false; error: QueryFault }

/** Parses a query; never throws. An empty text matches every event. */
export function parseQuery(text: string): ParsedQuery {
  try {
    return { ok: true, query: parse(text) }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return { ok: false, error: { message: error.message, at: error.at } }
  }
}

export interface QueryField {
  name: string
  /** What follows the colon, as part of a sentence. */
  takes: string
  means: string
  example: string
}

/** All fields, for help and completion. */
export const queryFields: readonly QueryField[] = Object.entries(FIELDS).map(([name, field]) => ({
  name,
  takes: valueDescription(field),
  means: field.means,
  example: field.example,
}))
