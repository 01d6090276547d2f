// The verdict on a cluster at a moment: the worst thing that is true, as a sentence, and the action that helps.
import { describeDisagreement, verdictBasis, type Convergence } from './convergence.ts'
import type { Nanoseconds } from './event.ts'
import { formatMoment } from './format-time.ts'
import { listNames } from './list-names.ts'
import type { ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { RANK } from './symptoms.ts'
import { troublesOf, type Remedy, type Trouble } from './troubles.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'

export interface VerdictContext {
  /** The moment that is judged. */
  at: Nanoseconds
  /** The ids of the members that are planned. */
  planned: readonly string[]
  /** When the recording ended, if it has. */
  endedAt: Nanoseconds | null
}

export interface Verdict {
  /** `good` only if nothing is down, faulted, paused, stopped or diverged. */
  tone: 'good' | 'wait' | 'bad' | 'off'
  /** "Running", "Degraded", "Starting"… */
  word: string
  /** "chat-2 was killed by you 12 s ago; the other 5 dropped it in 11 ms". */
  sentence: string
  /** What else is wrong, worst first. */
  others: readonly string[]
  remedy: Remedy | null
}

/** A view that does not match is no trouble for so long after a change of any view: others may not know of it yet. */
const MIN_SETTLE_NS = 1e9

export function clusterVerdict(
  state: ClusterState,
  convergence: Convergence,
  context: VerdictContext,
  words: TimelineWords = ENGLISH,
): Verdict {
  const { at, endedAt } = context
  if (endedAt !== null && at >= endedAt) return ended(state, convergence, endedAt, words)
  const troubles = troublesOf(state, convergence, at, words)
  const stop = stopping(state, troubles, words)
  if (stop) return stop
  const inTrouble = new Set(troubles.flatMap(({ servers }) => servers))
  const [worst, ...others] = [
    ...troubles,
    ...divergence(state, convergence, at, inTrouble, words),
    ...starting(state, convergence, context, inTrouble, words),
    ...unusedCode(state, words),
  ].toSorted((one, other) => one.rank - other.rank)
  if (!worst) return running(state, convergence, words)
  return {
    tone: worst.tone,
    word: worst.word,
    sentence: worst.sentence,
    others: others.map(({ sentence }) => sentence),
    remedy: worst.remedy,
  }
}

function members({ processes }: ClusterState): ProcessState[] {
  return [...processes.values()].filter(({ role }) => role !== 'resource')
}

function running(state: ClusterState, { total, unknown }: Convergence, words: TimelineWords): Verdict {
  const { names, verdict } = words
  const good = { tone: 'good', word: verdict.running, others: [], remedy: null } as const
  const empty = { tone: 'off', word: verdict.empty, others: [], remedy: null } as const
  if (members(state).length === 0) {
    const programs = [...state.processes.values()].filter(({ exit, phase }) => !exit && phase !== null).length
    return programs === 0
      ? { ...empty, sentence: verdict.noServer }
      : { ...good, sentence: verdict.programsReady(names.programs(programs)) }
  }
  if (total === 0) {
    return unknown.length > 0
      ? { ...empty, word: verdict.unknown, sentence: verdict.nothingKnown(listNames(unknown, words)) }
      : { ...empty, sentence: verdict.noServerBesideMaster }
  }
  const basis = verdictBasis(state.dialect, unknown, words)
  const isOne = total === 1
  if (!state.dialect.sees.views)
    return { ...good, sentence: basis ?? (isOne ? verdict.onlyStarted : verdict.allStarted(total)) }
  const agreement = isOne ? verdict.onlyHasStarted : verdict.allKnowEachOther(total)
  return { ...good, sentence: basis === null ? agreement : verdict.basedOn(agreement, basis) }
}

function ended(
  state: ClusterState,
  convergence: Convergence,
  endedAt: Nanoseconds,
  words: TimelineWords,
): Verdict {
  const { names, verdict } = words
  const crashed = troublesOf(state, convergence, endedAt, words).filter(({ tone }) => tone === 'bad')
  const alive = members(state).filter(({ exit, phase }) => exit === null && phase !== null)
  const moment = formatMoment(endedAt)
  return {
    tone: 'off',
    word: verdict.ended,
    sentence:
      alive.length > 0
        ? verdict.stillRan(verdict.recordingEnds(moment), names.servers(alive.length))
        : verdict.runEnded(moment),
    others: crashed.map((trouble) => trouble.sentence),
    remedy: null,
  }
}

/** The user stops everything, or has. */
function stopping(state: ClusterState, troubles: readonly Trouble[], words: TimelineWords): Verdict | null {
  const { names, verdict } = words
  const all = members(state).filter(({ phase }) => phase !== null)
  const alive = all.filter(({ exit }) => exit === null)
  const others = all.filter((process) => process !== state.master)
  const asked = others.length > 0 ? others : all
  if (asked.length === 0 || asked.some(({ desired, failure }) => desired === 'running' && failure === null))
    return null
  if (asked.every(({ stopRequest }) => stopRequest === null)) return null
  const failures = troubles.filter(({ tone }) => tone === 'bad').map((trouble) => trouble.sentence)
  const quiet = { others: failures, remedy: null }
  if (alive.length === 0) {
    return {
      ...quiet,
      tone: 'off',
      word: verdict.stopped,
      sentence: verdict.processesStopped(names.processes(all.length)),
    }
  }
  if (alive.every(({ stopRequest }) => stopRequest === null)) return null
  const waitingFor = listNames(
    alive.map(({ id }) => id),
    words,
  )
  const sentence = verdict.waitingForEnd(all.length - alive.length, all.length, waitingFor)
  return { ...quiet, tone: 'wait', word: verdict.stopping, sentence }
}

/** Servers whose view is not as it should be, unless another trouble explains that. */
function divergence(
  { dialect, changedAt }: ClusterState,
  { disagreements, notStarted }: Convergence,
  at: Nanoseconds,
  inTrouble: ReadonlySet<string>,
  words: TimelineWords,
): Trouble[] {
  const { verdict } = words
  const starting = new Set(notStarted)
  const isExplained = (id: string): boolean => inTrouble.has(id) || starting.has(id)
  const unexplained = disagreements.filter(
    ({ server, missing, stale, proxiesMissing, proxiesStale }) =>
      !isExplained(server) && ![...missing, ...stale, ...proxiesMissing, ...proxiesStale].every(isExplained),
  )
  const [first] = unexplained
  if (!first) return []
  const settleNs = Math.max(MIN_SETTLE_NS, (dialect.settleMs ?? 0) * 1e6)
  const isSettling = changedAt !== null && at - changedAt < settleNs
  const more = unexplained.length - 1
  const sentence = describeDisagreement(first, words)
  return [
    {
      rank: isSettling ? RANK.converging : RANK.diverged,
      tone: isSettling ? 'wait' : 'bad',
      word: isSettling ? verdict.converging : verdict.diverged,
      sentence: more > 0 ? verdict.moreDiffer(sentence, more) : sentence,
      servers: unexplained.map(({ server }) => server),
      remedy: null,
    },
  ]
}

function starting(
  { processes }: ClusterState,
  { notStarted }: Convergence,
  { planned }: VerdictContext,
  inTrouble: ReadonlySet<string>,
  words: TimelineWords,
): Trouble[] {
  const { verdict } = words
  const unspawned = planned.filter((id) => !processes.has(id))
  const programs = [...processes.values()].filter(
    ({ role, phase, exit }) => role === 'resource' && phase === 'spawned' && exit === null,
  )
  const waiting = [...notStarted, ...unspawned, ...programs.map(({ id }) => id)]
  const servers = [...new Set(waiting)].filter((id) => !inTrouble.has(id))
  if (servers.length === 0) return []
  const all = new Set([...planned, ...processes.keys(), ...servers]).size
  const started = [...processes.values()].filter(({ hasStarted, exit }) => hasStarted && exit === null).length
  const sentence =
    processes.size === 0
      ? verdict.noProcess
      : verdict.waitingForStart(started, all, listNames(servers, words))
  return [{ rank: RANK.starting, tone: 'wait', word: verdict.starting, sentence, servers, remedy: null }]
}

function unusedCode({ runsProjectCode }: ClusterState, { verdict }: TimelineWords): Trouble[] {
  if (runsProjectCode) return []
  const sentence = verdict.noProjectCode
  return [{ rank: RANK.noCode, tone: 'wait', word: verdict.empty, sentence, servers: [], remedy: null }]
}
