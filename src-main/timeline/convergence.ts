// The definition of convergence (docs/TIMELINE.md): every view and all proxies match the master's registry; without a
// master, the live members.
import type { Dialect } from '../../core/protocol/dialect.ts'
import { expectedMembers, type ExpectedMembers } from './expected-members.ts'
import { listNames } from './list-names.ts'
import type { ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'

/** How one server's view and proxies differ from what they should hold. All lists hold server ids. */
export interface Disagreement {
  server: string
  /** It should be in this server's view, and is not. */
  missing: string[]
  /** In this server's view, but gone or replaced by another process. */
  stale: string[]
  proxiesMissing: string[]
  proxiesStale: string[]
}

export interface Convergence {
  converged: boolean
  /** Servers whose view is known, and matches as far as the dialect sees. */
  agreeing: number
  /** Servers that count: members that are alive and not stopping, started or not. */
  total: number
  disagreements: Disagreement[]
  /** Ids of the servers that have not started yet; the master's where it does not listen. */
  notStarted: string[]
  /** Ids of the servers whose view is not known: they are not judged by it. */
  unknown: string[]
}

/** Compares every server. Pass the same comparison again to repeat only what has changed. */
export function convergence(state: ClusterState, comparison = new ViewComparison()): Convergence {
  const { dialect, master, registry } = state
  const counted = countedServers(state)
  const notStarted = counted.filter((process) => process.state !== 'started').map(({ id }) => id)
  const unknown = unknownServers(state, counted)
  if (dialect.hasMaster && (!registry || !master)) {
    return {
      converged: false,
      agreeing: 0,
      total: counted.length,
      disagreements: [],
      notStarted: [master?.id ?? 'master', ...notStarted],
      unknown,
    }
  }
  const disagreements = counted.map((process) => comparison.of(process, state)).filter(isDisagreement)
  const converged = counted.length > 0 && notStarted.length === 0 && disagreements.length === 0
  const disagreeing = new Set(disagreements.map(({ server }) => server))
  const agreeing = dialect.sees.views
    ? counted.filter(({ id, view }) => view !== null && !disagreeing.has(id)).length
    : 0
  return { converged, agreeing, total: counted.length, disagreements, notStarted, unknown }
}

/** The servers that must agree: members that are observed, alive and not stopping. */
export function countedServers(state: ClusterState): ProcessState[] {
  return [...state.processes.values()].filter((process) => isCounted(process, state))
}

/** Whether there is a server that must agree. */
export function hasCountedServers(state: ClusterState): boolean {
  for (const process of state.processes.values()) if (isCounted(process, state)) return true
  return false
}

export function isCounted(process: ProcessState, state: ClusterState): boolean {
  return process !== state.master && process.observed && isMember(process, state) && isAlive(process)
}

/** Whether one server has started and agrees. */
export function agrees(process: ProcessState, state: ClusterState, comparison: ViewComparison): boolean {
  return process.state === 'started' && !isDisagreement(comparison.of(process, state))
}

/** Returns what the verdict rests on, where that is not everything; null where it is. */
export function verdictBasis(
  { sees }: Dialect,
  unknown: readonly string[],
  words: TimelineWords = ENGLISH,
): string | null {
  const { verdict } = words
  if (!sees.views) return sees.proxies ? verdict.viewsNotSeen : verdict.viewsAndProxiesNotSeen
  const seen = sees.proxies ? null : verdict.viewsOnly
  if (unknown.length === 0) return seen
  const unobserved = verdict.notObserved(listNames(unknown, words))
  return seen === null ? unobserved : verdict.also(seen, unobserved)
}

const ENDING = new Set(['stopping', 'failed'])

/** A resource runs beside the cluster; a master is compared with, not compared. */
export function isMember({ role, serverType }: ProcessState, { dialect }: ClusterState): boolean {
  return role !== 'resource' && !(dialect.hasMaster && serverType === 'master')
}

function isAlive({ exit, phase, state }: ProcessState): boolean {
  if (phase === null && state === null) return false
  return exit === null && phase !== 'stopping' && !(state && ENDING.has(state))
}

function unknownServers(state: ClusterState, counted: readonly ProcessState[]): string[] {
  const unobserved = [...state.processes.values()].filter(
    (process) => !process.observed && isMember(process, state) && isAlive(process),
  )
  return [...unobserved, ...(state.dialect.sees.views ? [] : counted)].map(({ id }) => id)
}

interface Compared {
  version: number
  expected: ExpectedMembers
  disagreement: Disagreement
}

/** Compares servers of one `ClusterState`; repeats a comparison only when a side has changed. */
export class ViewComparison {
  #expected: ExpectedMembers | null = null
  readonly #compared = new WeakMap<ProcessState, Compared>()

  of(process: ProcessState, state: ClusterState): Disagreement {
    const expected = (this.#expected = expectedMembers(state, this.#expected))
    const known = this.#compared.get(process)
    if (known && known.version === process.version && known.expected === expected) return known.disagreement
    const disagreement = compare(process, expected, state.dialect.sees)
    this.#compared.set(process, { version: process.version, expected, disagreement })
    return disagreement
  }
}

function compare(
  { id, view, proxies }: ProcessState,
  expected: ExpectedMembers,
  sees: Dialect['sees'],
): Disagreement {
  const viewed = view?.servers ?? new Map<string, string>()
  const held = new Map([...proxies].map(([server, { instance }]) => [server, instance]))
  const { servers, callable } = expected
  const missingIn = (belief: ReadonlyMap<string, string>, truth: ReadonlyMap<string, string>) =>
    [...truth.keys()].filter((one) => !belief.has(one) && (expected.holdsItself || one !== id)).toSorted()
  const staleIn = (belief: ReadonlyMap<string, string>, isStale: ExpectedMembers['isStale']) =>
    [...belief].flatMap(([one, instance]) => (isStale(one, instance) ? [one] : [])).toSorted()
  return {
    server: id,
    missing: sees.views ? missingIn(viewed, servers) : [],
    stale: sees.views ? staleIn(viewed, expected.isStale) : [],
    proxiesMissing: sees.proxies ? missingIn(held, callable) : [],
    proxiesStale: sees.proxies ? staleIn(held, expected.isProxyStale) : [],
  }
}

function isDisagreement({ missing, stale, proxiesMissing, proxiesStale }: Disagreement): boolean {
  return missing.length + stale.length + proxiesMissing.length + proxiesStale.length > 0
}

/** "chat-2 lacks connector-1, and proxies for chat-3". */
export function describeDisagreement(
  { server, missing, stale, proxiesMissing, proxiesStale }: Disagreement,
  words: TimelineWords = ENGLISH,
): string {
  const { verdict } = words
  const lacking = listed(missing, proxiesMissing, words)
  const holding = listed(stale, proxiesStale, words)
  if (holding === '') return verdict.lacks(server, lacking)
  return lacking === ''
    ? verdict.stillHolds(server, holding)
    : verdict.lacksAndHolds(server, lacking, holding)
}

function listed(servers: string[], proxies: string[], words: TimelineWords): string {
  const views = listNames(servers, words)
  if (proxies.length === 0) return views
  const held = words.verdict.proxiesFor(listNames(proxies, words))
  return views === '' ? held : words.verdict.andProxies(views, held)
}
