// What the matrix shows to be wrong: who still holds what is gone, who cannot be called, who does not know whom yet.
import type { Convergence } from './convergence.ts'
import type { Nanoseconds } from './event.ts'
import { isCallable } from './knowledge-reason.ts'
import { listNames } from './list-names.ts'
import type { Knowledge, Matrix } from './matrix.ts'
import type { ClusterState } from './replay.ts'
import { fateOf } from './server-fate.ts'
import { RANK } from './symptoms.ts'
import { troublesOf } from './troubles.ts'

export interface KnowledgeProblem {
  /** The same for the same problem at another moment. */
  key: string
  tone: 'wait' | 'bad'
  /** "connector-2 still calls chat-2". */
  title: string
  reason: string
  /** Since when; null if that is not known. */
  since: Nanoseconds | null
  observers: readonly string[]
  subjects: readonly string[]
}

type Pair = readonly [observer: string, subject: string]

/** Returns the worst first. */
export function knowledgeProblems(
  state: ClusterState,
  convergence: Convergence,
  matrix: Matrix,
  at: Nanoseconds,
): KnowledgeProblem[] {
  return [
    ...staleProblems(state, matrix, at),
    ...unreachable(state, convergence, matrix, at),
    ...missingProblems(state, matrix, at),
  ].toSorted((one, other) => Number(one.tone === 'wait') - Number(other.tone === 'wait'))
}

function staleProblems(state: ClusterState, matrix: Matrix, at: Nanoseconds): KnowledgeProblem[] {
  return grouped(pairsOf(matrix, 'stale'), [1]).map(({ observers, subjects }) => {
    const [observer = ''] = observers
    const [subject = ''] = subjects
    const isOne = observers.length === 1 || subjects.length > 1
    const isCalled = observers.some((one) => state.processes.get(one)?.proxies.has(subject))
    const fate = fateOf(state, subject, at)
    const one = matrix.why(observer, subject, at)
    const many = `${fate ? `${fate.sentence}. ` : ''}Those that still hold it: ${listNames(observers)}.`
    return {
      key: `stale ${who(subjects)}`,
      tone: 'bad',
      title: `${who(observers)} still ${verb(isCalled ? 'call' : 'know', observers)} ${who(subjects)}`,
      reason: isOne ? one : many,
      since: fate?.since ?? null,
      observers,
      subjects,
    }
  })
}

/** Servers that cannot be called, although they should be there. */
function unreachable(
  state: ClusterState,
  convergence: Convergence,
  matrix: Matrix,
  at: Nanoseconds,
): KnowledgeProblem[] {
  const holders = (subjects: readonly string[], kinds: ReadonlySet<Knowledge>): string[] =>
    matrix.observers.filter((one) => subjects.some((subject) => kinds.has(matrix.at(one, subject))))
  return troublesOf(state, convergence, at).flatMap(
    ({ rank, tone, sentence, servers }): KnowledgeProblem[] => {
      const fates = servers.map((id) => fateOf(state, id, at))
      if (fates.includes(null) || matrix.observers.length === 0) return []
      const isMaster = rank === RANK.masterDown
      if (!isMaster && servers.some((id) => !matrix.servers.includes(id))) return []
      // Others than these are told as stale.
      const callers = isMaster ? [] : holders(servers, CALLABLE)
      if (!isMaster && callers.length === 0 && holders(servers, HELD).length > 0) return []
      const calls = state.dialect.sees.proxies ? 'can call' : 'reaches'
      const title = isMaster
        ? 'Nobody can join'
        : callers.length > 0
          ? `${who(callers)} still ${verb('call', callers)} ${listNames(servers)}`
          : `Nobody ${calls} ${listNames(servers)}`
      const since = Math.max(...fates.map((fate) => fate?.since ?? Number.NEGATIVE_INFINITY))
      const problem = {
        key: title,
        tone,
        title,
        reason: `${sentence}.`,
        observers: callers,
        subjects: servers,
      }
      return [{ ...problem, since: Number.isFinite(since) ? since : null }]
    },
  )
}

const CALLABLE = new Set<Knowledge>(['callable'])
const HELD = new Set<Knowledge>(['callable', 'known', 'stale'])

function missingProblems(state: ClusterState, matrix: Matrix, at: Nanoseconds): KnowledgeProblem[] {
  const pairs = pairsOf(matrix, 'missing')
  const isJoining = (id: string): boolean => state.processes.get(id)?.view === null
  const joining = [...new Set(pairs.map(([observer]) => observer))].filter(isJoining)
  const others = pairs.filter(([observer]) => !isJoining(observer))
  const problems = grouped(others, [0, 1]).map(({ observers, subjects }): KnowledgeProblem => {
    const [observer = ''] = observers
    const [subject = ''] = subjects
    const isOne = observers.length === 1 && subjects.length === 1
    const calls = subjects.some((one) => isCallable(state, one))
      ? 'cannot call'
      : observers.length === 1
        ? 'does not know'
        : 'do not know'
    const title = `${who(observers)} ${calls} ${who(subjects)}${isOne && observer === subject ? ' (itself)' : ''} yet`
    const listed = observers.length > 1 ? observers : subjects
    return {
      key: `missing ${title}`,
      tone: observers.every((one) => state.processes.get(one)?.state === 'started') ? 'bad' : 'wait',
      title,
      reason: `${matrix.why(observer, subject, at)}${listed.length > 1 ? ` In all: ${listNames(listed)}.` : ''}`,
      since: null,
      observers,
      subjects,
    }
  })
  if (joining.length === 0) return problems
  const title =
    joining.length === 1
      ? `${joining.join('')} is still joining`
      : `${joining.length} servers are still joining`
  const reason = `${listNames(joining)} ${joining.length === 1 ? 'has' : 'have'} no list of servers yet, and can call nobody.`
  const starting = { key: 'joining', tone: 'wait', title, reason, since: null } as const
  return [...problems, { ...starting, observers: joining, subjects: [] }]
}

function pairsOf(matrix: Matrix, kind: Knowledge): Pair[] {
  if (matrix.counts[kind] === 0) return []
  return matrix.observers.flatMap((observer) =>
    matrix.servers.flatMap((subject): Pair[] =>
      matrix.at(observer, subject) === kind ? [[observer, subject]] : [],
    ),
  )
}

/** With more groups nobody reads them one by one. */
const MAX_GROUPS = 12

/** Puts pairs with one end in common together, the most at once; the last group has the rest. */
function grouped(
  pairs: readonly Pair[],
  ends: readonly (0 | 1)[],
): { observers: string[]; subjects: string[] }[] {
  const groups: { observers: string[]; subjects: string[] }[] = []
  let rest = pairs
  while (rest.length > 0) {
    const counts = ends.flatMap((end) => countBy(rest, end))
    const { end, id } = counts.reduce((most, one) => (one.count > most.count ? one : most))
    const isLast: boolean = groups.length === MAX_GROUPS
    const group: readonly Pair[] = isLast ? rest : rest.filter((pair) => pair[end] === id)
    rest = isLast ? [] : rest.filter((pair) => pair[end] !== id)
    groups.push({
      observers: [...new Set(group.map(([observer]) => observer))],
      subjects: [...new Set(group.map(([, subject]) => subject))],
    })
  }
  return groups
}

function countBy(pairs: readonly Pair[], end: 0 | 1): { end: 0 | 1; id: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const pair of pairs) counts.set(pair[end], (counts.get(pair[end]) ?? 0) + 1)
  return [...counts].map(([id, count]) => ({ end, id, count }))
}

function who(ids: readonly string[]): string {
  return ids.length === 1 ? ids.join('') : `${ids.length} servers`
}

function verb(plain: string, ids: readonly string[]): string {
  return ids.length === 1 ? `${plain}s` : plain
}
