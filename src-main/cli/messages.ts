// Messages about a run: its unmet conditions and its problems.
import type { HostApi, Problem, RunSummary } from '../contract/index.ts'

const MAX_LINES = 20

/** Returns what the run still needs to converge, one line for each condition. */
export async function unmetConditionsText(api: HostApi, { run, servers }: RunSummary): Promise<string> {
  const exited = servers.filter(({ status }) => status === 'exited')
  const { unmet } = await api.waitFor(run, 'converged', 1)
  return indentLines([
    ...exited.map(({ id, waiting }) => `${id} is not ready: ${waiting ?? 'exited'}`),
    ...unmet,
  ])
}

/** Indents the lines and leaves out those beyond `MAX_LINES`. */
export function indentLines(lines: string[]): string {
  const more = lines.length - MAX_LINES
  return [...lines.slice(0, MAX_LINES), ...(more > 0 ? [`and ${more} more`] : [])]
    .map((line) => `  ${line}`)
    .join('\n')
}

/** Returns what to print after a run: its problems, and the timeline's path if it failed. */
export function summaryLines({ problems, file }: RunSummary, exitCode: number): string[] {
  const messages = problems.map(describe)
  return exitCode === 1 ? [...messages, `Timeline of this run: ${file}`] : messages
}

/** Whether the servers of the run are empty. */
export function runsNoProjectCode({ problems }: RunSummary): boolean {
  return problems.some(({ code }) => code === 'NO_PROJECT_CODE')
}

/** Whether the timeline, or the file of --record, lacks what could not be written. */
export function isRecordingIncomplete({ problems }: RunSummary): boolean {
  return problems.some(({ code }) => code === 'CANNOT_WRITE')
}

function describe({ message, hint, server }: Problem): string {
  const subject = server && !message.includes(server) ? `${server}: ` : ''
  return `${subject}${message}${hint ? `\n  ${hint}` : ''}`
}
