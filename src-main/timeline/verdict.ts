// The verdict on a cluster at a moment: the worst thing that is true, as a sentence, and the action that helps.
import { describeDisagreement, verdictBasis, type Convergence } from './convergence.ts'
import type { Nanoseconds } from './event.ts'
import { formatMoment } from './format-time.ts'
import { listNames } from './list-names.ts'
import type { ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { troublesOf, type Remedy } from './troubles.ts'

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
  if (endedAt !== null && at >= endedAt) return ended(state, endedAt)
  const stopping = stoppingVerdict(state)
  if (stopping) return stopping
  const [worst, ...others] = [
    ...troublesOf(state, convergence, at),
    ...divergenceTroubles(state, convergence, at),
    ...startingTroubles(state, convergence, context),
    ...unusedCodeTroubles(state),
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

function ended(state: ClusterState, endedAt: Nanoseconds): Verdict {
  const crashed = troublesOf(state, null, endedAt).filter(({ tone }) => tone === 'bad')
  const alive = members(state).filter(({ exit, phase }) => exit === null && phase !== null)
  const sentence = `the recording ends at ${formatMoment(endedAt)}`
  return {
    tone: 'off',
    word: 'Ended',
    sentence: alive.length > 0 ? `${sentence}; ${counted(alive.length, 'server')} still ran` : sentence,
    others: crashed.map((trouble) => trouble.sentence),
    remedy: null,
  }
}

/** The user stops everything, and something still runs. */
function stoppingVerdict(state: ClusterState): Verdict | null {
  const all = members(state).filter(({ phase }) => phase !== null)
  const alive = all.filter(({ exit }) => exit === null)
  const others = all.filter((process) => process !== state.master)
  if (
    alive.length === 0 ||
    (others.length > 0 ? others : all).some(({ stopRequest }) => stopRequest === null)
  )
    return null
  const stopping = alive.filter(({ stopRequest }) => stopRequest !== null)
  if (stopping.length === 0) return null
  return {
    tone: 'wait',
    word: 'Stopping',
    sentence: `${all.length - alive.length} of ${all.length} processes have ended; waiting for ${listNames(alive.map(({ id }) => id))}`,
    others: [],
    remedy: null,
  }
}

function divergenceTroubles(
  state: ClusterState,
  { disagreements, notStarted }: Convergence,
  at: Nanoseconds,
) {
  const [first] = disagreements
  if (!first || notStarted.length > 0) return []
  const settleNs = Math.max(MIN_SETTLE_NS, (state.dialect.settleMs ?? 0) * 1e6)
  const isSettling = state.viewsChangedAt !== null && at - state.viewsChangedAt < settleNs
  const more = disagreements.length > 1 ? `; ${disagreements.length - 1} more differ` : ''
  return [
    {
      rank: 5,
      tone: isSettling ? ('wait' as const) : ('bad' as const),
      word: isSettling ? 'Converging' : 'Diverged',
      sentence: `${describeDisagreement(first)}${more}`,
      remedy: null,
    },
  ]
}

function startingTroubles(
  { processes }: ClusterState,
  { notStarted }: Convergence,
  { planned }: VerdictContext,
) {
  const unspawned = planned.filter((id) => !processes.has(id))
  const waiting = [...new Set([...notStarted, ...unspawned])]
  if (waiting.length === 0) return []
  const all = new Set([...planned, ...processes.keys(), ...waiting]).size
  const isFirst = processes.size === 0
  return [
    {
      rank: 9,
      tone: 'wait' as const,
      word: 'Starting',
      sentence: isFirst
        ? 'no process runs yet'
        : `waiting for ${listNames(waiting)} (${waiting.length} of ${all})`,
      remedy: null,
    },
  ]
}

function unusedCodeTroubles({ runsProjectCode }: ClusterState) {
  if (runsProjectCode) return []
  return [
    {
      rank: 8,
      tone: 'wait' as const,
      word: 'Empty',
      sentence: 'the servers run, but none of the project’s code does',
      remedy: null,
    },
  ]
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
