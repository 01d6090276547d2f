// Sentences about a cluster: what it still lacks, and what went wrong.
import type { Problem } from '../contract/index.ts'
import { unmetConditions, type Supervisor } from '../host/index.ts'

const SHOWN = 20

/** Who lacks whom, a line for each server. */
export function whyNotYet(cluster: Supervisor): string {
  const exited = cluster.servers().filter(({ status }) => status === 'exited')
  return shorten([
    ...exited.map(({ id }) => `${id} is not ready: exited`),
    ...unmetConditions(cluster, 'converged'),
  ])
}

/** Indented, and not more of them than a screen takes. */
export function shorten(lines: string[]): string {
  const more = lines.length - SHOWN
  return [...lines.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])]
    .map((line) => `  ${line}`)
    .join('\n')
}

/** What to say when all has ended: the problems, and where to look. */
export function afterwards(cluster: Supervisor, file: string, exit: number): string[] {
  const problems = cluster.problems.map(describe)
  return exit === 1 ? [...problems, `The timeline of this run is ${file}`] : problems
}

function describe({ message, hint, server }: Problem): string {
  const subject = server && !message.includes(server) ? `${server}: ` : ''
  return printable(`${subject}${message}${hint ? `\n  ${hint}` : ''}`)
}

/** A server's log may hold what moves a terminal's cursor. */
export function printable(text: string): string {
  return [...text].filter((each) => each === '\n' || each === '\t' || !isControl(each)).join('')
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return code < 32 || (code >= 127 && code < 160)
}
