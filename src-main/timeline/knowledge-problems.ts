// What the matrix shows to be wrong: who still holds what is gone, who cannot be called, who does not know whom yet.
import type { Convergence } from './convergence.ts'
import type { Nanoseconds } from './event.ts'
import { isCallable, sentences } from './knowledge-reason.ts'
import { listNames } from './list-names.ts'
import type { Knowledge, Matrix } from './matrix.ts'
import type { ClusterState } from './replay.ts'
import { fateOf } from './server-fate.ts'
import { RANK } from './symptoms.ts'
import { troublesOf } from './troubles.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'

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
  words: TimelineWords = ENGLISH,
): KnowledgeProblem[] {
  return [
    ...staleProblems(state, matrix, at, words),
    ...unreachable(state, convergence, matrix, at, words),
    ...missingProblems(state, matrix, at, words),
  ].toSorted((one, other) => Number(one.tone === 'wait') - Number(other.tone === 'wait'))
}

function staleProblems(
  state: ClusterState,
  matrix: Matrix,
  at: Nanoseconds,
  words: TimelineWords,
): KnowledgeProblem[] {
  const { reasons } = words
  return grouped(pairsOf(matrix, 'stale'), [1]).map(({ observers, subjects }) => {
    const [observer = ''] = observers
    const [subject = ''] = subjects
    const isOne = observers.length === 1 || subjects.length > 1
    const isCalled = observers.some((one) => state.processes.get(one)?.proxies.has(subject))
    const fate = fateOf(state, subject, at, words)
    const one = matrix.why(observer, subject, at, words)
    const holders = reasons.thoseThatHold(listNames(observers, words))
    const many = sentences([fate ? `${fate.sentence}${words.names.stop}` : '', holders], words)
    const title = isCalled ? reasons.stillCallsTitle : reasons.stillKnowsTitle
    return {
      key: `stale ${who(subjects, words)}`,
      tone: 'bad',
      title: title(who(observers, words), who(subjects, words), observers.length === 1),
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
  words: TimelineWords,
): KnowledgeProblem[] {
  const { reasons } = words
  const holders = (subjects: readonly string[], kinds: ReadonlySet<Knowledge>): string[] =>
    matrix.observers.filter((one) => subjects.some((subject) => kinds.has(matrix.at(one, subject))))
  return troublesOf(state, convergence, at, words).flatMap(
    ({ rank, tone, sentence, servers }): KnowledgeProblem[] => {
      const fates = servers.map((id) => fateOf(state, id, at, words))
      if (fates.includes(null) || matrix.observers.length === 0) return []
      const isMaster = rank === RANK.masterDown
      if (!isMaster && servers.some((id) => !matrix.servers.includes(id))) return []
      // Others than these are told as stale.
      const callers = isMaster ? [] : holders(servers, CALLABLE)
      if (!isMaster && callers.length === 0 && holders(servers, HELD).length > 0) return []
      const named = listNames(servers, words)
      const nobody = state.dialect.sees.proxies ? reasons.nobodyCanCall : reasons.nobodyReaches
      const title = isMaster
        ? reasons.nobodyCanJoin
        : callers.length > 0
          ? reasons.stillCallsTitle(who(callers, words), named, callers.length === 1)
          : nobody(named)
      const since = Math.max(...fates.map((fate) => fate?.since ?? Number.NEGATIVE_INFINITY))
      const problem = {
        key: title,
        tone,
        title,
        reason: `${sentence}${words.names.stop}`,
        observers: callers,
        subjects: servers,
      }
      return [{ ...problem, since: Number.isFinite(since) ? since : null }]
    },
  )
}

const CALLABLE = new Set<Knowledge>(['callable'])
const HELD = new Set<Knowledge>(['callable', 'known', 'stale'])

function missingProblems(
  state: ClusterState,
  matrix: Matrix,
  at: Nanoseconds,
  words: TimelineWords,
): KnowledgeProblem[] {
  const { reasons } = words
  const pairs = pairsOf(matrix, 'missing')
  const isJoining = (id: string): boolean => state.processes.get(id)?.view === null
  const joining = [...new Set(pairs.map(([observer]) => observer))].filter(isJoining)
  const others = pairs.filter(([observer]) => !isJoining(observer))
  const problems = grouped(others, [0, 1]).map(({ observers, subjects }): KnowledgeProblem => {
    const [observer = ''] = observers
    const [subject = ''] = subjects
    const isOne = observers.length === 1 && subjects.length === 1
    const whom = isOne && observer === subject ? reasons.itself(who(subjects, words)) : who(subjects, words)
    const title = subjects.some((one) => isCallable(state, one))
      ? reasons.cannotCallTitle(who(observers, words), whom)
      : reasons.doesNotKnowTitle(who(observers, words), whom, observers.length === 1)
    const listed = observers.length > 1 ? observers : subjects
    return {
      key: `missing ${title}`,
      tone: observers.every((one) => state.processes.get(one)?.state === 'started') ? 'bad' : 'wait',
      title,
      reason: sentences(
        [
          matrix.why(observer, subject, at, words),
          listed.length > 1 ? reasons.inAll(listNames(listed, words)) : '',
        ],
        words,
      ),
      since: null,
      observers,
      subjects,
    }
  })
  if (joining.length === 0) return problems
  const isAlone = joining.length === 1
  const title = reasons.stillJoining(who(joining, words), isAlone)
  const reason = reasons.noListAndNoCalls(listNames(joining, words), isAlone)
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

function who(ids: readonly string[], { names }: TimelineWords): string {
  return ids.length === 1 ? ids.join('') : names.servers(ids.length)
}
