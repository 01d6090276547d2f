// What of a run is to be exported, as exporters take it: the filter parsed.
import { parseQuery, type SelectionOptions as Chosen } from '../timeline/index.ts'
import type { ExportOptions } from './arguments.ts'
import { HostError } from './host-error.ts'

/** Fails with `BAD_QUERY`, its hint a line below the query that points at the character. */
export function chosen({ from, to, filter }: ExportOptions): Chosen {
  if (filter === undefined) return { from, to }
  const parsed = parseQuery(filter)
  if (parsed.ok) return { from, to, filter: { text: filter, query: parsed.query } }
  const { message, at } = parsed.error
  const hint = `${filter}\n${' '.repeat(at)}^`
  throw new HostError({ code: 'BAD_QUERY', field: 'filter', message, hint })
}
