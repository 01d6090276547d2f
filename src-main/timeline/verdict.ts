// The verdict on a cluster at a moment: the worst thing that is true, as a sentence, and the action that helps.
import { describeDisagreement, verdictBasis, type Convergence } from './convergence.ts'
import type { Nanoseconds } from './event.ts'
import { formatMoment } from './format-time.ts'
import { listNames } from './list-names.ts'
import type { ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { RANK } from './symptoms.ts'
import { troublesOf, type Remedy, type Trouble } from './troubles.ts'

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
): Verdict {
  const { at, endedAt } = context
  if (endedAt !== null && at >= endedAt) return ended(state, convergence, endedAt)
  const troubles = troublesOf(state, convergence, at)
  const stop = stopping(state, troubles)
  if (stop) return stop
  const inTrouble = new Set(troubles.flatMap(({ servers }) => servers))
  const [worst, ...others] = [
    ...troubles,
    ...divergence(state, convergence, at, inTrouble),
    ...starting(state, convergence, context, inTrouble),
    ...unusedCode(state),
  ].toSorted((one, other) => one.rank - other.rank)
  if (!worst) return running(state, convergence)
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

function running(state: ClusterState, { total, unknown }: Convergence): Verdict {
  const good = { tone: 'good', word: 'Running', others: [], remedy: null } as const
  if (members(state).length === 0) {
    const programs = [...state.processes.values()].filter(({ exit, phase }) => !exit && phase !== null).length
    return programs === 0
      ? { ...good, tone: 'off', word: 'Empty', sentence: 'no server runs' }
      : { ...good, sentence: `${counted(programs, 'program')} ready; no server is a member of a cluster` }
  }
  if (total === 0) {
    return unknown.length > 0
      ? {
          ...good,
          tone: 'off',
          word: 'Unknown',
          sentence: `${listNames(unknown)} not observed: nothing is known of the cluster`,
        }
      : { ...good, tone: 'off', word: 'Empty', sentence: 'no server runs beside the master' }
  }
  const basis = verdictBasis(state.dialect, unknown)
  const who = total === 1 ? 'the only server' : `all ${total} servers`
  if (!state.dialect.sees.views) return { ...good, sentence: basis ?? `${who} started` }
  const agreement = total === 1 ? `${who} has started` : `${who} know each other`
  return { ...good, sentence: basis === null ? agreement : `${agreement} (${basis})` }
}

function ended(state: ClusterState, convergence: Convergence, endedAt: Nanoseconds): Verdict {
  const crashed = troublesOf(state, convergence, endedAt).filter(({ tone }) => tone === 'bad')
  const alive = members(state).filter(({ exit, phase }) => exit === null && phase !== null)
  const sentence = `${alive.length > 0 ? 'the recording ends' : 'the run ended'} at ${formatMoment(endedAt)}`
  return {
    tone: 'off',
    word: 'Ended',
    sentence: alive.length > 0 ? `${sentence}; ${counted(alive.length, 'server')} still ran` : sentence,
    others: crashed.map((trouble) => trouble.sentence),
    remedy: null,
  }
}

/** The user stops everything, or has. */
function stopping(state: ClusterState, troubles: readonly Trouble[]): Verdict | null {
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
      word: 'Stopped',
      sentence: `${counted(all.length, 'process', 'processes')} stopped`,
    }
  }
  if (alive.every(({ stopRequest }) => stopRequest === null)) return null
  const sentence = `${all.length - alive.length} of ${all.length} processes have ended; waiting for ${listNames(alive.map(({ id }) => id))}`
  return { ...quiet, tone: 'wait', word: 'Stopping', sentence }
}

/** Servers whose view is not as it should be, unless another trouble explains that. */
function divergence(
  { dialect, changedAt }: ClusterState,
  { disagreements, notStarted }: Convergence,
  at: Nanoseconds,
  inTrouble: ReadonlySet<string>,
): Trouble[] {
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
  const more = unexplained.length > 1 ? `; ${unexplained.length - 1} more differ` : ''
  return [
    {
      rank: isSettling ? RANK.converging : RANK.diverged,
      tone: isSettling ? 'wait' : 'bad',
      word: isSettling ? 'Converging' : 'Diverged',
      sentence: `${describeDisagreement(first)}${more}`,
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
): Trouble[] {
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
      ? 'no process runs yet'
      : `${started} of ${all} have started; waiting for ${listNames(servers)}`
  return [{ rank: RANK.starting, tone: 'wait', word: 'Starting', sentence, servers, remedy: null }]
}

function unusedCode({ runsProjectCode }: ClusterState): Trouble[] {
  if (runsProjectCode) return []
  const sentence = 'the servers run, but none of the project’s code does'
  return [{ rank: RANK.noCode, tone: 'wait', word: 'Empty', sentence, servers: [], remedy: null }]
}

function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}
