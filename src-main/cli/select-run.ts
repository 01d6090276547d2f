// What runs on this machine for this user, and which of it a command means.
import { HostError, problemOf, type Problem, type RunSummary } from '../contract/index.ts'
import { connectInstance, findInstances, type Connection, type Instance } from '../control/index.ts'
import { stateFolder } from '../host/index.ts'
import { UsageError, type OptionTable } from './arguments.ts'

/** A Grove that runs, and its runs; or why it cannot be asked. */
export interface RunningInstance {
  instance: Instance
  connection: Connection | null
  problem: Problem | null
  /** Without timelines that were opened from files. */
  runs: RunSummary[]
}

/** A run, and the way to act on it. */
export interface SelectedRun {
  connection: Connection
  run: RunSummary
}

export const RUN_OPTION = {
  run: {
    type: 'string',
    takes: 'RUN',
    help: 'which one: its name, or the beginning of its id (see grove ps)',
  },
} as const satisfies OptionTable

export const JSON_OPTION = {
  json: { type: 'boolean', help: 'one JSON document on stdout, and nothing else' },
} as const satisfies OptionTable

/** Asks every Grove of this user. Close each connection. */
export async function findInstancesWithRuns(options: { events?: boolean } = {}): Promise<RunningInstance[]> {
  const instances = await findInstances(stateFolder())
  return Promise.all(instances.map((instance) => ask(instance, options)))
}

async function ask(instance: Instance, options: { events?: boolean }): Promise<RunningInstance> {
  try {
    const connection = await connectInstance(instance, options)
    const runs = (await connection.api.runs()).filter(({ readOnly }) => !readOnly)
    return { instance, connection, runs, problem: null }
  } catch (error) {
    return { instance, connection: null, runs: [], problem: problemOf(error) }
  }
}

export function closeAll(running: RunningInstance[]): void {
  for (const { connection } of running) connection?.close()
}

/**
 * Does something with the run that is meant: the one of that name or id, the one that `grove run` runs this command in,
 * or the only one. Fails with `NOTHING_RUNS`, `OTHER_VERSION`, or `UsageError` where there are several.
 */
export async function withRun<T>(
  wanted: string | undefined,
  act: (chosen: SelectedRun) => Promise<T>,
  options: { events?: boolean } = {},
): Promise<T> {
  const running = await findInstancesWithRuns(options)
  try {
    return await act(selectRun(running, wanted ?? process.env['GROVE_RUN']))
  } finally {
    closeAll(running)
  }
}

/** The run as it is now. */
export async function refreshRun({ connection, run }: SelectedRun): Promise<RunSummary> {
  return (await connection.api.runs()).find((each) => each.run === run.run) ?? run
}

/** The ids that are meant by ids and types. Fails with `NO_SUCH_SERVER`. */
export function resolveServerIds(run: RunSummary, names: string[]): string[] {
  const ids = names.flatMap((name) => {
    const found = run.servers.filter(({ id, serverType }) => id === name || serverType === name)
    if (found.length === 0) throw noSuchServer(run, name)
    return found.map(({ id }) => id)
  })
  return [...new Set(ids)]
}

function noSuchServer({ name: cluster, servers }: RunSummary, name: string): HostError {
  const known = servers.map(({ id }) => id).join(', ')
  return new HostError({
    code: 'NO_SUCH_SERVER',
    message: `${cluster} has no server and no server type "${name}"; it has: ${known}.`,
  })
}

function selectRun(running: RunningInstance[], wanted: string | undefined): SelectedRun {
  const all = running.flatMap(({ connection, runs }) =>
    connection ? runs.filter(isLive).map((run) => ({ connection, run })) : [],
  )
  const meant = wanted === undefined ? all : all.filter(({ run }) => isMeant(run, wanted))
  const [first, second] = meant
  if (first && !second) return first
  if (first) throw new UsageError(`${describeSeveral(meant, wanted)} Say which with --run.`)
  throw nothingRuns(running, all, wanted)
}

function isLive({ status }: RunSummary): boolean {
  return status !== 'ended'
}

function isMeant({ name, run }: RunSummary, wanted: string): boolean {
  return name === wanted || (wanted.length >= 4 && run.startsWith(wanted))
}

function describeSeveral(meant: SelectedRun[], wanted: string | undefined): string {
  const which = meant.map(({ run }) => `${run.name} (${run.run.slice(0, 8)})`).join(', ')
  return wanted === undefined
    ? `${meant.length} clusters run: ${which}.`
    : `"${wanted}" is ${meant.length} clusters: ${which}.`
}

function nothingRuns(running: RunningInstance[], all: SelectedRun[], wanted: string | undefined): HostError {
  const other = running.find(({ problem }) => problem)?.problem
  if (all.length === 0 && other) return new HostError(other)
  const known = all.map(({ run }) => run.name).join(', ')
  const message = all.length > 0 ? `No cluster "${wanted}" runs; there is: ${known}.` : 'No cluster runs.'
  return new HostError({
    code: 'NOTHING_RUNS',
    message,
    ...(all.length > 0 ? {} : { hint: 'Start one: grove up, grove up -d, or grove ui.' }),
  })
}
