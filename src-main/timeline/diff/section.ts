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
export const MOST = 24

/** The list, or its beginning and how many more there are. */
export function shortened(lines: readonly string[]): string[] {
  return [...lines.slice(0, MOST), ...leftOut(lines.length - MOST)]
}

/** A table of all rows, or of those worth most, in the order that they had. */
export function tableOf<T>(
  head: string[],
  all: readonly T[],
  row: (one: T) => string[],
  worth: (one: T) => number = () => 0,
): { table: Table; lines: string[] } {
  const ranked = all.map((one, at) => ({ one, at, worth: worth(one) })).sort((a, b) => b.worth - a.worth)
  const shown = ranked.slice(0, MOST).sort((a, b) => a.at - b.at)
  return {
    table: { head, rows: shown.map(({ one }) => row(one)) },
    lines: leftOut(all.length - shown.length),
  }
}

function leftOut(count: number): string[] {
  return count > 0 ? [`and ${count} more: see --format json`] : []
}
