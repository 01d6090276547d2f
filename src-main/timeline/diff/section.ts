// A comparison as people read it, before it is text or Markdown: a heading with a table or lines below.

export interface Section {
  title: string
  table?: Table
  lines?: string[]
}

export interface Table {
  head: string[]
  rows: string[][]
}

/** Rows of a table and lines of a list are at most so many. */
export const MAX_ROWS = 24

/** The list, or its beginning and how many more there are. */
export function truncateList(lines: readonly string[]): string[] {
  return [...lines.slice(0, MAX_ROWS), ...omittedNote(lines.length - MAX_ROWS)]
}

/** A table of all rows, or of those worth most, in the order that they had. */
export function truncatedTable<T>(
  head: string[],
  all: readonly T[],
  row: (one: T) => string[],
  worth: (one: T) => number = () => 0,
): { table: Table; lines: string[] } {
  const ranked = all.map((one, at) => ({ one, at, worth: worth(one) })).sort((a, b) => b.worth - a.worth)
  const shown = ranked.slice(0, MAX_ROWS).sort((a, b) => a.at - b.at)
  return {
    table: { head, rows: shown.map(({ one }) => row(one)) },
    lines: omittedNote(all.length - shown.length),
  }
}

function omittedNote(count: number): string[] {
  return count > 0 ? [`and ${count} more: see --format json`] : []
}
