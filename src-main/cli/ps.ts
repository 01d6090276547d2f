// `grove ps`: every cluster that runs for this user, and its servers.
import type { RunSummary, ServerSummary } from '../contract/index.ts'
import { defineCommand } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { columns, printJson, printLine } from './output.ts'
import { closeAll, findInstancesWithRuns, JSON_OPTION, type RunningInstance } from './select-run.ts'

const SHELLS = {
  terminal: 'grove up',
  web: 'grove ui, in the browser',
  desktop: 'the desktop window',
} as const

export const command = defineCommand({
  name: 'ps',
  group: 'Act on a running one',
  summary: 'list what runs: every cluster of this user and its servers',
  options: { ...JSON_OPTION },
  details: 'Exit code 0 also where nothing runs: an empty list is an answer.',
  run: async (values) => {
    const running = await findInstancesWithRuns()
    closeAll(running)
    if (values.json) printJson({ instances: running.map(asJson) })
    else if (running.length === 0) printLine('Nothing runs.')
    else for (const each of running) printLine(describe(each))
    return EXIT.done
  },
})

/** Without the port and the token of the door. */
function asJson({ instance, runs, problem }: RunningInstance) {
  const { pid, version, shell, startedAt } = instance
  return { pid, version, shell, startedAt, runs, problem }
}

function describe({ instance, runs, problem }: RunningInstance): string {
  const { shell, pid, startedAt } = instance
  const lines = runs.flatMap((run) => ['', ...describeRun(run)])
  const empty = runs.length === 0 && !problem ? ['  no cluster'] : []
  const heading = `${SHELLS[shell]} (pid ${pid}), since ${new Date(startedAt).toLocaleString('sv-SE')}`
  return [heading, ...(problem ? [`  ${problem.message}`] : []), ...empty, ...lines, ''].join('\n')
}

function describeRun({ name, run, status, servers, problems }: RunSummary): string[] {
  const table = columns([['SERVER', 'STATUS', 'PID', 'PORT', 'NOTE'], ...servers.map(cells)])
  const wrong = problems.map(({ message }) => `  ! ${message}`)
  return [`  ${name}  ${run.slice(0, 8)}  ${status}`, ...table.map((line) => `  ${line}`), ...wrong]
}

function cells(server: ServerSummary): string[] {
  const { id, status, paused, pid, port, exit } = server
  const ending = exit ? ` (${exit.signal ?? `code ${exit.code}`})` : ''
  return [
    id,
    `${paused ? 'paused' : status}${ending}`,
    String(pid ?? '-'),
    String(port ?? '-'),
    noteOf(server),
  ]
}

/** Why it is not ready, how often it came back, what is done to its links. */
function noteOf({ waiting, restarts, faults }: ServerSummary): string {
  const again = restarts > 0 ? [`started again ${restarts} times`] : []
  const broken = faults.map(({ link, fault }) => `${link} links ${fault.kind}`)
  return [...(waiting === null ? [] : [waiting]), ...again, ...broken].join('; ')
}
