// Who knows whom at a moment: each server's view and proxies, server by server, judged as `convergence` judges them.
import { countedServers, isMember, ViewComparison } from './convergence.ts'
import { hasGone } from './expected-members.ts'
import type { Nanoseconds } from './event.ts'
import { reasonOf } from './knowledge-reason.ts'
import type { ProcessState } from './process-state.ts'
import { processFact } from './process-fact.ts'
import type { ClusterState } from './replay.ts'
import type { ReplaySource } from './time-travel.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'

/**
 * What one server holds of another. `callable`: a proxy. `known`: in its view, without a proxy. `missing`: it should
 * know it, or have a proxy. `stale`: it holds what is gone or replaced. `absent`: rightly nothing. `unknown`: not seen,
 * or not judged.
 */
export const KNOWLEDGE = ['self', 'callable', 'known', 'missing', 'stale', 'absent', 'unknown'] as const
export type Knowledge = (typeof KNOWLEDGE)[number]

export interface Matrix {
  /** The columns: every member that has run or that anybody holds, by type, then by number. */
  readonly servers: readonly string[]
  /** The rows: those of them whose process runs. */
  readonly observers: readonly string[]
  /** The number of cells of each kind. */
  readonly counts: Readonly<Record<Knowledge, number>>
  at(observer: string, subject: string): Knowledge
  /** Whether what it holds is judged: it is observed, and its process is neither stopping nor paused. */
  isCounted(observer: string): boolean
  /**
   * A sentence for people: who can call whom or cannot, and why.
   * @param at the moment; it may be later than that of the state, as long as nothing has happened since
   */
  why(observer: string, subject: string, at: Nanoseconds, words?: TimelineWords): string
}

export interface MatrixOptions {
  /** Where sentences find the news that is on its way. */
  events?: ReplaySource | undefined
  /** Pass the same again to repeat only what has changed. */
  comparison?: ViewComparison | undefined
}

export interface ChangedCell {
  observer: string
  subject: string
  before: Knowledge
  now: Knowledge
}

export function whoKnowsWhom(
  state: ClusterState,
  { comparison = new ViewComparison(), events }: MatrixOptions = {},
): Matrix {
  const members = [...state.processes.values()].filter((process) => isMember(process, state))
  const running = members.filter(isRunning)
  const counted = new Set(countedServers(state).filter((process) => processFact(process) !== 'paused'))
  const servers = inOrder(subjectsOf(state, members), state)
  const columns = new Map(servers.map((id, index) => [id, index]))
  const rows = new Map<string, Uint8Array>()
  const counts = Object.fromEntries(KNOWLEDGE.map((kind) => [kind, 0])) as Record<Knowledge, number>
  const observers = inOrder(
    running.map(({ id }) => id),
    state,
  )
  for (const process of running) {
    const row = counted.has(process)
      ? countedRow(process, state, servers, columns, comparison)
      : new Uint8Array(servers.length).fill(CODE.unknown)
    const itself = columns.get(process.id) as number
    if (row[itself] !== CODE.missing && row[itself] !== CODE.stale) row[itself] = CODE.self
    for (const code of row) counts[KNOWLEDGE[code] as Knowledge] += 1
    rows.set(process.id, row)
  }
  const at = (observer: string, subject: string): Knowledge => {
    if (observer === subject && !rows.has(observer)) return 'self'
    return KNOWLEDGE[rows.get(observer)?.[columns.get(subject) ?? -1] ?? CODE.absent] as Knowledge
  }
  return {
    servers,
    observers,
    counts,
    at,
    isCounted: (observer) => counted.has(state.processes.get(observer) as ProcessState),
    why: (observer, subject, time, words = ENGLISH) =>
      reasonOf({ state, observer, subject, at: time, events: events ?? null, words }, at(observer, subject)),
  }
}

/** The cells that differ. A server that only one of them has is compared with nothing known. */
export function changedCells(before: Matrix, now: Matrix): ChangedCell[] {
  const changed: ChangedCell[] = []
  const observers = [...new Set([...now.observers, ...before.observers])]
  const subjects = [...new Set([...now.servers, ...before.servers])]
  for (const observer of observers) {
    for (const subject of subjects) {
      const cell = { observer, subject, before: before.at(observer, subject), now: now.at(observer, subject) }
      if (cell.before !== cell.now && observer !== subject) changed.push(cell)
    }
  }
  return changed
}

const CODE = Object.fromEntries(KNOWLEDGE.map((kind, code) => [kind, code])) as Record<Knowledge, number>

function isRunning({ exit, phase, state }: ProcessState): boolean {
  return exit === null && (phase !== null || state !== null)
}

/** Ids that the master or a view names may be of servers that Grove does not run. */
function subjectsOf({ registry }: ClusterState, members: readonly ProcessState[]): Set<string> {
  const subjects = new Set(members.filter((process) => !wasRemoved(process)).map(({ id }) => id))
  for (const id of registry?.servers.keys() ?? []) subjects.add(id)
  for (const { view, proxies } of members) {
    for (const id of view?.servers.keys() ?? []) subjects.add(id)
    for (const id of proxies.keys()) subjects.add(id)
  }
  return subjects
}

/** Nobody misses a server that the user has removed. */
function wasRemoved({ exit, desired }: ProcessState): boolean {
  return exit !== null && desired === 'removed'
}

function countedRow(
  process: ProcessState,
  state: ClusterState,
  servers: readonly string[],
  columns: ReadonlyMap<string, number>,
  comparison: ViewComparison,
): Uint8Array {
  const { dialect, registry, master } = state
  const { view, proxies } = process
  const isJudged = !dialect.hasMaster || (master !== null && registry !== null)
  // Before the first registration nobody is to be known. After the master's end nobody can say who is.
  const notHeld = dialect.sees.views && (isJudged || !master?.exit) ? CODE.absent : CODE.unknown
  const row = new Uint8Array(servers.length).fill(notHeld)
  const set = (ids: Iterable<string>, code: number): void => {
    for (const one of ids) row[columns.get(one) as number] = code
  }
  set(view?.servers.keys() ?? [], CODE.known)
  set(proxies.keys(), CODE.callable)
  if (isJudged) {
    const { missing, stale, proxiesMissing, proxiesStale } = comparison.of(process, state)
    for (const ids of [missing, proxiesMissing]) set(ids, CODE.missing)
    for (const ids of [stale, proxiesStale]) set(ids, CODE.stale)
  } else {
    for (const [one, instance] of view?.servers ?? [])
      if (hasGone(state.processes.get(one), instance)) set([one], CODE.stale)
    for (const [one, { instance }] of proxies)
      if (hasGone(state.processes.get(one), instance)) set([one], CODE.stale)
  }
  return row
}

const collator = new Intl.Collator('en', { numeric: true })

/** Types in the order in which their first server came. */
function inOrder(ids: Iterable<string>, { processes }: ClusterState): string[] {
  const ranks = new Map<string, number>()
  for (const { serverType } of processes.values())
    if (!ranks.has(serverType)) ranks.set(serverType, ranks.size)
  const rankOf = (id: string): number => ranks.get(processes.get(id)?.serverType ?? '') ?? ranks.size
  return [...ids].sort((a, b) => rankOf(a) - rankOf(b) || collator.compare(a, b))
}
