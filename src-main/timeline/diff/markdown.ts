// A comparison as Markdown, for an issue or a pull request.
import type { TimelineDiff } from './difference.ts'
import { reportOf } from './report.ts'
import type { Section, Table } from './section.ts'

/** Ends with a line feed. Names and log texts are escaped. */
export function diffAsMarkdown(diff: TimelineDiff): string {
  const { verdict, remarks, runs, sections } = reportOf(diff)
  const parts = [`## ${plain(verdict)}`, ...remarks.map(plain), tableOf(runs), ...sections.map(sectionOf)]
  return `${parts.join('\n\n')}\n`
}

function sectionOf({ title, table, lines = [] }: Section): string {
  const list = lines.map((line) => `- ${plain(line)}`).join('\n')
  return [`### ${plain(title)}`, table?.rows.length ? tableOf(table) : '', list].filter(Boolean).join('\n\n')
}

function tableOf({ head, rows }: Table): string {
  return [head, head.map(() => '---'), ...rows]
    .map((row, at) => `| ${row.map((cell) => (at === 1 ? cell : plain(cell))).join(' | ')} |`)
    .join('\n')
}

/** Escapes Markdown and HTML; line breaks and control characters become spaces. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').replace(/[\\`*_[\]<>#|~&]/g, (sign) => `\\${sign}`)
}
