// A comparison as text for a terminal.
import type { TimelineDiff } from './difference.ts'
import { reportOf } from './report.ts'
import type { Section, Table } from './section.ts'

/** Ends with a line feed. May hold log text: remove escape sequences before printing to a terminal. */
export function diffAsText(diff: TimelineDiff): string {
  const { verdict, remarks, runs, sections } = reportOf(diff)
  return `${[[verdict, ...remarks].join('\n'), aligned(runs, ''), ...sections.map(sectionText)].join('\n\n')}\n`
}

function sectionText({ title, table, lines = [] }: Section): string {
  return [
    title,
    ...(table?.rows.length ? [aligned(table, '  ')] : []),
    ...lines.map((line) => `  ${line}`),
  ].join('\n')
}

/** Columns as wide as their widest cell. */
function aligned({ head, rows }: Table, indent: string): string {
  const all = [head, ...rows]
  const widths = head.map((_, at) => all.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), 0))
  return all
    .map((row) => `${indent}${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
}
