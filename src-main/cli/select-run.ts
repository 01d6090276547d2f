// Finds this user's running Grove instances and selects the run that a command acts on.
import { nearestWords } from '../../core/kit/nearest-word.ts'
import { HostError, problemOf, type Problem, type RunSummary, type ServerSummary } from '../contract/index.ts'
import { connectInstance, findInstances, type Connection, type Instance } from '../control/index.ts'
import { stateFolder } from '../host/state/state-folder.ts'
import { UsageError, type OptionTable } from './arguments.ts'

/** An error names all servers of a small cluster, and of a large one those with the nearest names. */
const MAX_LISTED = 12
const MAX_NEAREST = 3

/** A running Grove with its runs, or the problem that kept us from connecting to it. */
export interface RunningInstance {
  instance: Instance
  connection: Connection | null
  problem: Problem | null
  /** Live runs only: no timelines opened from files. */
  runs: RunSummary[]
}

export interface SelectedRun {
  connection: Connection
  run: RunSummary
}

export const RUN_OPTION = {
  run: {
    type: 'string',
    valueName: 'RUN',
    help: 'the cluster to act on: its name or the start of its id (see grove ps)',
  },
} as const satisfies OptionTable

export const JSON_OPTION = {
  json: { type: 'boolean', help: 'print one JSON document and nothing else' },
} as const satisfies OptionTable

/**
 * Connects to every Grove of this user. Close the connections with `closeAll`.
 * @returns also the problems of files that may belong to others but cannot be read
 */
export async function findInstancesWithRuns(
  options: { events?: boolean } = {},
): Promise<{ running: RunningInstance[]; unreadable: Problem[] }> {
  const unreadable: Problem[] = []
  const instances = await findInstances(stateFolder(), (problem) => unreadable.push(problem))
  return { unreadable, running: await Promise.all(instances.map((instance) => connectTo(instance, options))) }
}

async function connectTo(instance: Instance, options: { events?: boolean }): Promise<RunningInstance> {
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
 * Acts on the run with this name or id, else on the run of `GROVE_RUN`, else on the only run.
 * @throws {HostError} `NOTHING_RUNS`, or why a Grove could not be asked
 * @throws {UsageError} if several runs match
 */
export async function withRun<T>(
  wanted: string | undefined,
  act: (selected: SelectedRun) => Promise<T>,
  options: { events?: boolean } = {},
): Promise<T> {
  const { running, unreadable } = await findInstancesWithRuns(options)
  try {
    return await act(selectRun(running, unreadable, wanted ?? process.env['GROVE_RUN']))
  } finally {
    closeAll(running)
  }
}

/** Returns the run and the current state of the servers that pass the filter. */
export async function currentServers(
  { connection, run }: SelectedRun,
  filter: (server: ServerSummary) => boolean,
) {
  const { servers } = (await connection.api.runs()).find((each) => each.run === run.run) ?? run
  return { run: run.run, name: run.name, servers: servers.filter(filter) }
}

/** Resolves server ids and server types to ids. @throws {HostError} `NO_SUCH_SERVER` */
export function resolveServerIds(run: RunSummary, names: string[]): string[] {
  const ids = names.flatMap((name) => {
    const found = run.servers.filter(({ id, serverType }) => id === name || serverType === name)
    if (found.length === 0) throw noSuchServer(run, name)
    return found.map(({ id }) => id)
  })
  return [...new Set(ids)]
}

function noSuchServer({ name: cluster, servers }: RunSummary, name: string): HostError {
  const ids = servers.map(({ id }) => id)
  const known =
    ids.length <= MAX_LISTED
      ? `Its servers: ${ids.join(', ')}.`
      : `It has ${ids.length} servers; the nearest names are ${nearestWords(name, ids, MAX_NEAREST).join(', ')}.`
  const message = `${cluster} has no server or server type "${name}". ${known}`
  return new HostError({ code: 'NO_SUCH_SERVER', message })
}

function selectRun(
  running: RunningInstance[],
  unreadable: Problem[],
  wanted: string | undefined,
): SelectedRun {
  const all = running.flatMap(({ connection, runs }) =>
    connection ? runs.filter(isLive).map((run) => ({ connection, run })) : [],
  )
  const matching = wanted === undefined ? all : all.filter(({ run }) => matches(run, wanted))
  const [first, second] = matching
  if (first && !second) return first
  if (first) throw new UsageError(`${describeSeveral(matching, wanted)} Choose one with --run.`)
  // The run may be one of those that could not be asked.
  const problem = running.find((each) => each.problem)?.problem ?? unreadable[0]
  throw problem ? new HostError(problem) : nothingRuns(all, wanted)
}

function isLive({ status }: RunSummary): boolean {
  return status !== 'ended'
}

function matches({ name, run }: RunSummary, wanted: string): boolean {
  return name === wanted || (wanted.length >= 4 && run.startsWith(wanted))
}

function describeSeveral(matching: SelectedRun[], wanted: string | undefined): string {
  const names = matching.map(({ run }) => `${run.name} (${run.run.slice(0, 8)})`).join(', ')
  return wanted === undefined
    ? `${matching.length} clusters are running: ${names}.`
    : `"${wanted}" matches ${matching.length} clusters: ${names}.`
}

function nothingRuns(all: SelectedRun[], wanted: string | undefined): HostError {
  const known = all.map(({ run }) => run.name).join(', ')
  const message =
    all.length > 0 ? `No running cluster matches "${wanted}". Running: ${known}.` : 'No cluster is running.'
  const hint = all.length > 0 ? undefined : 'Start one with grove up, grove up -d or grove ui.'
  return new HostError({ code: 'NOTHING_RUNS', message, hint })
}
