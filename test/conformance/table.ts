// Formats the results of a run.
import type { Row } from './suite.ts'

/** One line for each test, what was expected and seen below those that failed, and the counts. */
export function table(rows: Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length))
  const lines = rows.flatMap(({ section, name, outcome, reason, expected, seen }) => {
    const line = `${section.padEnd(5)} ${name.padEnd(width)}  ${outcome}${reason ? `: ${reason}` : ''}`
    return outcome === 'failed' ? [line, `      expected ${expected}`, `      seen     ${seen}`] : [line]
  })
  const count = (wanted: Row['outcome']): string =>
    `${rows.filter(({ outcome }) => outcome === wanted).length} ${wanted}`
  return [...lines, '', `${count('ok')}, ${count('failed')}, ${count('not applicable')}`, ''].join('\n')
}
