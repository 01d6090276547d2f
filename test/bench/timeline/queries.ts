// What the benchmark asks of every event: one query of each kind.
import { parseQuery, type Query } from '../../../src-main/timeline/index.ts'

export const QUERIES: readonly string[] = [
  'phase:register',
  'from:master-1 to:chat-*',
  'dur>5ms',
  '"no such room: 123"',
  '/no such room: 1[0-9]5"/',
]

export function queryOf(text: string): Query {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.query
}
