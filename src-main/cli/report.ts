// Messages about a run: what it needs to converge, and what went wrong.
import type { HostApi, Problem, RunSummary } from '../contract/index.ts'

const MAX_LINES = 20

/** Returns what keeps the run from having converged, a line for each condition. */
export async function unmetConditions(api: HostApi, { run, servers }: RunSummary): Promise<string> {
  const exited = servers.filter(({ status }) => status === 'exited')
  const { unmet } = await api.waitFor(run, 'converged', 1)
  return shorten([...exited.map(({ id }) => `${id} is not ready: exited`), ...unmet])
}

/** Indents lines, and leaves out those that a screen has no room for. */
export function shorten(lines: string[]): string {
  const more = lines.length - MAX_LINES
  return [...lines.slice(0, MAX_LINES), ...(more > 0 ? [`and ${more} more`] : [])]
    .map((line) => `  ${line}`)
    .join('\n')
}

/** Returns what to print after the end of a run: its problems, and where its timeline is. */
export function closingMessages({ problems, file }: RunSummary, exitCode: number): string[] {
  const messages = problems.map(describe)
  return exitCode === 1 ? [...messages, `The timeline of this run is ${file}`] : messages
}

function describe({ message, hint, server }: Problem): string {
  const subject = server && !message.includes(server) ? `${server}: ` : ''
  return printable(`${subject}${message}${hint ? `\n  ${hint}` : ''}`)
}

/** Removes control characters: a server's log could move the terminal's cursor. */
export function printable(text: string): string {
  return [...text].filter((each) => each === '\n' || each === '\t' || !isControl(each)).join('')
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return code < 32 || (code >= 127 && code < 160)
}
