// The definition of convergence: every server's view and proxies match the master's registry (docs/TIMELINE.md).
import type { ProcessState, ViewState } from './process-state.ts'
import type { ClusterState } from './replay.ts'

/** How one server's view and proxies differ from the registry. All lists hold server ids. */
export interface Disagreement {
  server: string
  /** In the registry, not in this server's view. */
  missing: string[]
  /** In this server's view, but gone from the registry or replaced by another process. */
  stale: string[]
  proxiesMissing: string[]
  proxiesStale: string[]
}

export interface Convergence {
  converged: boolean
  /** Servers whose view and proxies match the registry. */
  agreeing: number
  /** Servers that count: alive and not stopping, started or not. */
  total: number
  disagreements: Disagreement[]
  /** Ids of the servers that have not started yet; the master's where it does not listen. */
  notStarted: string[]
}

/** Compares every server with the registry. Pass the same comparison again to repeat only what has changed. */
export function convergence(state: ClusterState, comparison = new RegistryComparison()): Convergence {
  const counted = countedServers(state)
  const notStarted = counted.filter((process) => process.state !== 'started').map(({ id }) => id)
  const { registry, master } = state
  if (!registry || !master) {
    return {
      converged: false,
      agreeing: 0,
      total: counted.length,
      disagreements: [],
      notStarted: [master?.id ?? 'master', ...notStarted],
    }
  }
  const disagreements = counted.map((process) => comparison.of(process, state)).filter(isDisagreement)
  const converged = counted.length > 0 && notStarted.length === 0 && disagreements.length === 0
  const disagreeing = new Set(disagreements.map(({ server }) => server))
  const agreeing = counted.filter(({ id, view }) => view !== null && !disagreeing.has(id)).length
  return { converged, agreeing, total: counted.length, disagreements, notStarted }
}

/** The servers that must agree: alive and not stopping. */
export function countedServers(state: ClusterState): ProcessState[] {
  return [...state.processes.values()].filter((process) => process !== state.master && isCounted(process))
}

/** Whether one server has started and matches the registry. */
export function agrees(process: ProcessState, state: ClusterState, comparison: RegistryComparison): boolean {
  return process.state === 'started' && !isDisagreement(comparison.of(process, state))
}

const ENDING = new Set(['stopping', 'failed'])

function isCounted({ serverType, exit, phase, state }: ProcessState): boolean {
  if (serverType === 'master') return false
  if (phase === null && state === null) return false
  return exit === null && phase !== 'stopping' && !(state && ENDING.has(state))
}

interface Compared {
  version: number
  registry: CallableServers
  disagreement: Disagreement
}

/** The registry of one moment, and which of its servers need proxies. */
interface CallableServers {
  master: ProcessState
  masterVersion: number
  recordsVersion: number
  servers: ReadonlyMap<string, string>
  /** Server id → instance, of those that can be called. */
  callable: ReadonlyMap<string, string>
  /** Servers of which no packet has told yet whether they can be called. */
  unknown: ReadonlySet<string>
}

/** Compares servers with the registry of one `ClusterState`; repeats a comparison only when a side has changed. */
export class RegistryComparison {
  #registry: CallableServers | null = null
  readonly #compared = new WeakMap<ProcessState, Compared>()

  of(process: ProcessState, state: ClusterState): Disagreement {
    const registry = this.#currentRegistry(state)
    const known = this.#compared.get(process)
    if (known && known.version === process.version && known.registry === registry) return known.disagreement
    const disagreement = compare(process, registry)
    this.#compared.set(process, { version: process.version, registry, disagreement })
    return disagreement
  }

  #currentRegistry({ master, registry, records }: ClusterState): CallableServers {
    if (!master || !registry) throw new Error('there is no registry to compare with')
    const known = this.#registry
    const isCurrent =
      known?.master === master &&
      known.masterVersion === master.version &&
      known.recordsVersion === records.version
    if (known && isCurrent) return known
    const { servers } = registry
    const versions = { master, masterVersion: master.version, recordsVersion: records.version }
    return (this.#registry = { ...versions, servers, ...callableServers(registry, records) })
  }
}

function callableServers({ servers }: ViewState, records: ClusterState['records']) {
  const callable = new Map<string, string>()
  const unknown = new Set<string>()
  for (const [id, instance] of servers) {
    const record = records.get(instance)
    if (!record) unknown.add(id)
    else if (record.callable) callable.set(id, instance)
  }
  return { callable, unknown }
}

function compare({ id, view, proxies }: ProcessState, registry: CallableServers): Disagreement {
  const { servers, callable, unknown } = registry
  const believed = view?.servers ?? new Map<string, string>()
  const held = new Map([...proxies].map(([server, { instance }]) => [server, instance]))
  return {
    server: id,
    missing: missingIn(believed, servers),
    stale: outdatedIn(believed, servers),
    proxiesMissing: missingIn(held, callable),
    proxiesStale: outdatedIn(held, callable).filter((server) => !unknown.has(server)),
  }
}

function missingIn(belief: ReadonlyMap<string, string>, truth: ReadonlyMap<string, string>): string[] {
  return [...truth.keys()].filter((id) => !belief.has(id)).toSorted()
}

function outdatedIn(belief: ReadonlyMap<string, string>, truth: ReadonlyMap<string, string>): string[] {
  return [...belief].flatMap(([id, instance]) => (truth.get(id) === instance ? [] : [id])).toSorted()
}

function isDisagreement({ missing, stale, proxiesMissing, proxiesStale }: Disagreement): boolean {
  return missing.length + stale.length + proxiesMissing.length + proxiesStale.length > 0
}

/** "chat-2 lacks connector-1, and proxies for chat-3". */
export function describeDisagreement({
  server,
  missing,
  stale,
  proxiesMissing,
  proxiesStale,
}: Disagreement): string {
  const lacking = listed(missing, proxiesMissing)
  const holding = listed(stale, proxiesStale)
  const clauses = [lacking && `lacks ${lacking}`, holding && `still holds ${holding}`]
  return `${server} ${clauses.filter(Boolean).join('; ')}`
}

function listed(servers: string[], proxies: string[]): string {
  return [names(servers), proxies.length ? `proxies for ${names(proxies)}` : '']
    .filter(Boolean)
    .join(', and ')
}

const MAX_NAMES = 6

function names(ids: string[]): string {
  if (ids.length > MAX_NAMES)
    return `${ids.slice(0, MAX_NAMES).join(', ')} and ${ids.length - MAX_NAMES} more`
  return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`
}
