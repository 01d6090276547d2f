// `grove ps`: lists the running clusters of this user and their servers.
import type { RunSummary, ServerSummary } from '../contract/index.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { describeLinkFault, statusWord } from './messages.ts'
import { columns, printJson, printLine, printMessage } from './output.ts'
import { closeAll, findInstancesWithRuns, JSON_OPTION, type RunningInstance } from './select-run.ts'

const SHELLS = {
  terminal: 'grove up',
  web: 'grove ui (browser)',
  desktop: 'grove ui (desktop)',
} as const

export const command = defineCommand({
  name: 'ps',
  group: 'Act on a running cluster',
  summary: 'list the running clusters and their servers',
  options: JSON_OPTION,
  details: 'Exits with 0 even if nothing runs, and with 1 if a running Grove could not be asked.',
  run: async (values) => {
    const { running, unreadable } = await findInstancesWithRuns()
    closeAll(running)
    if (values.json) printJson({ instances: running.map(asJson) })
    else if (running.length === 0 && unreadable.length === 0) printLine('No cluster is running.')
    else for (const each of running) printLine(describe(each))
    for (const { message, hint } of unreadable) printMessage(`${message}\n${hint}`)
    return unreadable.length > 0 || running.some(couldNotBeAsked) ? EXIT.failed : EXIT.done
  },
})

/** Another version is known not to answer; everything else may hide a cluster. */
function couldNotBeAsked({ problem }: RunningInstance): boolean {
  return problem !== null && problem.code !== 'OTHER_VERSION'
}

/** Leaves out the port and the token of the control server. */
function asJson({ instance, runs, problem }: RunningInstance) {
  const { pid, version, shell, startedAt } = instance
  return { pid, version, shell, startedAt, runs, problem }
}

function describe({ instance, runs, problem }: RunningInstance): string {
  const { shell, pid, startedAt } = instance
  const lines = runs.flatMap((run) => ['', ...describeRun(run)])
  const empty = runs.length === 0 && !problem ? ['  no cluster'] : []
  const heading = `${SHELLS[shell]} (pid ${pid}), since ${new Date(startedAt).toLocaleString('sv-SE')}`
  return [
    heading,
    ...(problem ? [`  ${problem.message} ${problem.hint ?? ''}`.trimEnd()] : []),
    ...empty,
    ...lines,
    '',
  ].join('\n')
}

function describeRun({ name, run, status, framework, servers, problems }: RunSummary): string[] {
  const table = columns([['SERVER', 'ROLE', 'STATUS', 'PID', 'PORT', 'NOTE'], ...servers.map(cells)])
  const wrong = problems.map(({ message }) => `  ! ${message}`)
  const heading = [name, run.slice(0, 8), status, ...(framework === null ? [] : [framework])].join('  ')
  return [`  ${heading}`, ...table.map((line) => `  ${line}`), ...wrong]
}

function cells(server: ServerSummary): string[] {
  const { id, role, pid, port, exit } = server
  const ending = exit ? ` (${exit.signal ?? `code ${exit.code}`})` : ''
  return [id, role, `${statusWord(server)}${ending}`, String(pid ?? '-'), String(port ?? '-'), noteOf(server)]
}

function noteOf({ parent, waiting, restarts, faults }: ServerSummary): string {
  const within = parent === null ? [] : [`in the program of ${parent}`]
  const again = restarts > 0 ? [`${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`] : []
  const broken = faults.map(describeLinkFault)
  return [...within, ...(waiting === null ? [] : [waiting]), ...again, ...broken].join('; ')
}
