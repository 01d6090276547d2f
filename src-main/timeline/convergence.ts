// Whether all servers believe what the master knows, and if not, who lacks whom.
import type { ProcessState, ViewState } from './process-state.ts'
import type { ClusterState } from './replay.ts'

export interface Disagreement {
  server: string
  /** Listed by the master, not in this server's view. */
  missing: string[]
  /** In this server's view, but gone, or another process by now. */
  stale: string[]
  proxiesMissing: string[]
  proxiesStale: string[]
}

export interface Convergence {
  converged: boolean
  /** Servers whose view and proxies are right. */
  agreeing: number
  /** Servers that count: those that live and are not being stopped, ready or not. */
  total: number
  disagreements: Disagreement[]
  /** Who is not yet started. */
  notStarted: string[]
}

const GOING = new Set(['stopping', 'failed'])

export function convergence(state: ClusterState): Convergence {
  const counted = [...state.processes.values()].filter(
    (process) => process !== state.master && counts(process),
  )
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
  const disagreements = counted.map((process) => lackOf(process, master, registry, state)).filter(isLacking)
  const converged = counted.length > 0 && notStarted.length === 0 && disagreements.length === 0
  const disagreeing = new Set(disagreements.map(({ server }) => server))
  const agreeing = counted.filter(({ id, view }) => view !== null && !disagreeing.has(id)).length
  return { converged, agreeing, total: counted.length, disagreements, notStarted }
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

function counts({ serverType, exit, phase, state }: ProcessState): boolean {
  if (serverType === 'master') return false
  if (phase === null && state === null) return false
  return exit === null && phase !== 'stopping' && !(state && GOING.has(state))
}

interface Remembered {
  of: string
  master: ProcessState
  lack: Disagreement
}
const remembered = new WeakMap<ProcessState, Remembered>()

/** Asked after every event of a large cluster, so an answer is kept until one of its three sources changes. */
function lackOf(
  process: ProcessState,
  master: ProcessState,
  registry: ViewState,
  state: ClusterState,
): Disagreement {
  const of = `${process.version} ${master.version} ${state.records.version}`
  const known = remembered.get(process)
  if (known?.of === of && known.master === master) return known.lack
  const lack = compare(process, registry, state)
  remembered.set(process, { of, master, lack })
  return lack
}

function compare(
  { id, view, proxies }: ProcessState,
  { servers }: ViewState,
  state: ClusterState,
): Disagreement {
  const believed = view?.servers ?? new Map<string, string>()
  const { wanted, unknown } = callable(servers, state)
  const held = new Map([...proxies].map(([server, { instance }]) => [server, instance]))
  return {
    server: id,
    missing: without(servers, believed),
    stale: outdated(believed, servers),
    proxiesMissing: without(wanted, held),
    proxiesStale: outdated(held, wanted).filter((server) => !unknown.has(server)),
  }
}

function callable(servers: ReadonlyMap<string, string>, { records }: ClusterState) {
  const wanted = new Map<string, string>()
  const unknown = new Set<string>()
  for (const [id, instance] of servers) {
    const record = records.get(instance)
    if (!record) unknown.add(id)
    else if (record.callable) wanted.set(id, instance)
  }
  return { wanted, unknown }
}

function without(truth: ReadonlyMap<string, string>, belief: ReadonlyMap<string, string>): string[] {
  return [...truth.keys()].filter((id) => !belief.has(id)).toSorted()
}

function outdated(belief: ReadonlyMap<string, string>, truth: ReadonlyMap<string, string>): string[] {
  return [...belief].flatMap(([id, instance]) => (truth.get(id) === instance ? [] : [id])).toSorted()
}

function isLacking({ missing, stale, proxiesMissing, proxiesStale }: Disagreement): boolean {
  return missing.length + stale.length + proxiesMissing.length + proxiesStale.length > 0
}

function listed(servers: string[], proxies: string[]): string {
  return [names(servers), proxies.length ? `proxies for ${names(proxies)}` : '']
    .filter(Boolean)
    .join(', and ')
}

const SHOWN = 6
function names(ids: string[]): string {
  if (ids.length > SHOWN) return `${ids.slice(0, SHOWN).join(', ')} and ${ids.length - SHOWN} more`
  return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`
}
