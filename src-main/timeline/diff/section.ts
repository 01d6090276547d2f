// Sections of a report, before they become text or Markdown: a title with a table or lines.

export interface Section {
  title: string
  table?: Table
  lines?: string[]
}

export interface Table {
  head: string[]
  rows: string[][]
}

/** Of a table, and lines of a list. */
export const MAX_ROWS = 24

/** Returns the list, or its start and the number of the others. */
export function truncateList(lines: readonly string[]): string[] {
  return [...lines.slice(0, MAX_ROWS), ...omittedNote(lines.length - MAX_ROWS)]
}

/** Returns a table of all rows, or of those worth most, in their order. */
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
