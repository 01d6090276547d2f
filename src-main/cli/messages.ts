// Messages about a run: its unmet conditions and its problems.
import type {
  HostApi,
  InjectedLinkFault,
  Problem,
  RunSummary,
  ServerSummary,
  WaitResult,
} from '../contract/index.ts'

const MAX_LINES = 20

/** Returns what the run still needs to converge, one line for each condition. */
export async function unmetConditionsText(api: HostApi, { run, servers }: RunSummary): Promise<string> {
  const exited = servers.filter((server) => server.status === 'exited' && !isDone(server))
  const result = await api.waitFor(run, 'converged', 1)
  const ended = exited.map(({ id, waiting }) => `${id} is not ready: ${waiting ?? 'exited'}`)
  return unmetText({ ...result, unmet: [...ended, ...result.unmet] })
}

/** Returns the conditions, then what the servers printed last. */
export function unmetText({ unmet, output }: Pick<WaitResult, 'unmet' | 'output'>): string {
  const printed = output.map(({ server, lines }) => `The last lines of ${server}:\n${indentLines(lines)}`)
  return [indentLines(unmet), ...printed].join('\n')
}

/** Whether a program of the run did its work and has ended. */
export function isDone({ role, status, exit }: ServerSummary): boolean {
  return role === 'resource' && status === 'exited' && exit?.code === 0
}

/** Returns what servers wait for before they are spawned, one line each. */
export function waitingText({ servers }: RunSummary): string {
  const waiting = servers.filter(({ status }) => status === 'waiting')
  return indentLines(waiting.map(({ id, waiting: reason }) => `${id} ${reason ?? 'waits'}`))
}

/** Indents the lines and leaves out those beyond `MAX_LINES`. */
function indentLines(lines: string[]): string {
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

/** The status of a server in one word; of a program what its process does. */
export function statusWord({ status, role, paused }: ServerSummary): string {
  if (paused) return 'paused'
  return role === 'resource' && status === 'spawned' ? 'running' : status
}

/** What "converged" rests on, in brackets, where that is not all there is; else an empty text. */
export function basisText({ basis }: Pick<RunSummary, 'basis'>): string {
  return basis === null ? '' : ` (${basis})`
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

/** "cut on rpc links", "delay on rpc link with gate-1 (sending only)" */
export function describeLinkFault({ link, peer, fault }: InjectedLinkFault): string {
  const links = peer === undefined ? `${link} links` : `${link} link with ${peer}`
  const direction = 'direction' in fault && fault.direction !== undefined ? ` (${fault.direction} only)` : ''
  return `${fault.kind} on ${links}${direction}`
}
