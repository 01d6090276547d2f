// Four facts about a server at a moment: what the user wants, what its process does, whether it is a member, and which
// faults were injected.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { ServerState } from '../../core/protocol/record.ts'
import type { Departure } from './departures.ts'
import type { Nanoseconds } from './event.ts'
import { describeFault } from './describe-fault.ts'
import { exitCause } from './exit-kind.ts'
import { formatSpan } from './format-time.ts'
import { listNames } from './list-names.ts'
import { type InjectedFault, type ProcessState } from './process-state.ts'
import {
  hasEnded,
  membershipFact,
  processFact,
  type MembershipFact,
  type ProcessFact,
} from './process-fact.ts'
import type { ClusterState } from './replay.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'
import { termFor } from './words/term.ts'

/** Longer messages of servers are cut in sentences. */
const MAX_MESSAGE_CHARACTERS = 200

export interface ServerFacts {
  id: string
  /** What the user wants. */
  desired: 'running' | 'stopped' | 'removed'
  process: ProcessFact
  /** As the server reports it; null if it does not. */
  state: ServerState | null
  /** `exit 1`, `SIGKILL`; null while it runs. */
  exit: string | null
  /** When the process came into this condition; null if that is not known. */
  since: Nanoseconds | null
  membership: MembershipFact
  /** Injected faults that last. */
  faults: readonly InjectedFault[]
  /** `good` only for a member that has started and has no fault. */
  tone: 'good' | 'wait' | 'bad' | 'off' | 'unknown'
  /** One or two words: "started", "paused", "killed", "crashed". */
  word: string
  /** What is worth saying, one fact each. */
  parts: string[]
  /** The parts in one line: "paused by you · dropped by the master after 3 s of silence". */
  sentence: string
}

/** Reads them from the cluster at that moment. */
export function serverFacts(state: ClusterState, id: string, words: TimelineWords = ENGLISH): ServerFacts {
  const process = state.processes.get(id)
  const fact = processFact(process)
  const membership = membershipFact(state, process, fact)
  const parts = process
    ? [
        processPart(process, fact, state.dialect, words),
        membershipPart(state, process, fact, membership, words),
        ...process.faults
          .filter(({ link }) => link !== null)
          .map((fault) => words.facts.byYou(describeFault(fault, state.dialect, words))),
      ].filter((part) => part !== null)
    : [words.facts.notStarted]
  return {
    id,
    desired: process?.desired ?? 'running',
    process: fact,
    state: process?.state ?? null,
    exit: process?.exit ? exitCause(process.exit, words) : null,
    since: sinceOf(process, fact),
    membership,
    faults: process?.faults ?? [],
    tone: toneOf(process, fact, membership),
    word: wordOf(process, fact, state.dialect, words),
    parts,
    sentence: parts.join(' · '),
  }
}

function processPart(
  process: ProcessState,
  fact: ProcessFact,
  dialect: Dialect,
  words: TimelineWords,
): string | null {
  const { facts } = words
  const { exit, stopRequest, desired } = process
  switch (fact) {
    case 'planned':
      return facts.notStarted
    case 'paused':
      return facts.pausedByYou
    case 'stopping':
      return stoppingPart(desired === 'removed' ? facts.beingRemoved : facts.stopping, process, words)
    case 'restarting':
      return exit ? facts.willRestart(exitCause(exit, words)) : facts.willRestartUnexplained
    case 'killed':
      return process.killedAt === null
        ? facts.stoppedAndKilled(stopRequest?.escalation ?? facts.didNotStop)
        : facts.killedByYou
    case 'crashed':
      if (process.failure !== null) return failureText(process, words)
      return (process.hasStarted ? facts.crashedFor : facts.crashedAtStart)(
        exit ? exitCause(exit, words) : facts.causeUnknown,
      )
    case 'exited':
      return exitedPart(process, words)
    case 'running':
      return process.failure === null ? stateTitle(process, dialect, words) : failureText(process, words)
  }
}

function stoppingPart(doing: string, { stopRequest }: ProcessState, { facts }: TimelineWords): string {
  const escalation = stopRequest?.escalation ?? null
  return escalation === null ? doing : facts.andThen(doing, escalation)
}

/** "failed at start: the port is in use". */
function failureText({ failure, hasStarted }: ProcessState, { facts }: TimelineWords): string {
  const fact = hasStarted ? facts.failed : facts.failedAtStart
  return failure ? facts.because(fact, firstLine(failure)) : fact
}

/** As much of a message as fits into a sentence. */
export function firstLine(text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > MAX_MESSAGE_CHARACTERS ? `${line.slice(0, MAX_MESSAGE_CHARACTERS)}…` : line
}

function exitedPart({ desired, role, stopRequest, exit }: ProcessState, words: TimelineWords): string {
  const { facts } = words
  if (desired === 'removed') return facts.removedByYou
  if (stopRequest) return stopRequest.reason === 'restart' ? facts.stoppedForRestart : facts.stopped
  if (role === 'resource' && exit?.code === 0) return facts.finished
  return facts.exitedByItself(exit ? exitCause(exit, words) : facts.exitCodeUnknown)
}

/** A state in the dialect's own words; of a program, what its process does. */
function stateTitle(
  { state, phase, role, observed }: ProcessState,
  dialect: Dialect,
  words: TimelineWords,
): string {
  const { facts } = words
  if (role === 'resource' || !observed) return phase === 'ready' ? facts.ready : facts.running
  return stateName(state ?? 'starting', dialect, words)
}

/** A text of a dialect in the language, if that is known. */
export function dialectText(text: string, { dialectTexts }: TimelineWords): string {
  return termFor(dialectTexts, text)
}

/** What a dialect calls a state. */
export function stateName(state: ServerState, { states }: Dialect, words: TimelineWords = ENGLISH): string {
  const own = states?.[state]
  return own === undefined ? termFor(words.facts.states, state) : dialectText(own, words)
}

function membershipPart(
  state: ClusterState,
  process: ProcessState,
  fact: ProcessFact,
  membership: MembershipFact,
  words: TimelineWords,
): string | null {
  const { facts } = words
  switch (membership) {
    case 'dropped':
      return droppedPart(state, process, words)
    case 'left':
      return leftPart(state, process, fact, words)
    case 'unknown':
      if (!process.observed) return facts.notObserved
      return state.dialect.hasMaster && !state.registry && process.hasStarted && !hasEnded(fact)
        ? facts.noMaster
        : null
    case 'member':
      return hasEnded(fact) ? facts.stillListed : null
    case 'joining':
      return process.state === 'started' ? facts.notListed : null
    default:
      return null
  }
}

/** "dropped by the master after 3 s of silence". */
function droppedPart({ departures }: ClusterState, process: ProcessState, words: TimelineWords): string {
  const departure = departures.get(process.id)
  const by = departure?.by ?? new Map<string, Nanoseconds>()
  const at = departure?.byMaster?.at ?? Math.min(...by.values())
  const who = departure?.byMaster ? words.names.master : listNames([...by.keys()], words)
  return words.facts.droppedBy(who, silenceBefore(process, at, words) || removalReason(departure, words))
}

/** " after 3 s of silence" if a fault silenced the server until then; else empty. */
export function silenceBefore({ faults }: ProcessState, at: Nanoseconds, { facts }: TimelineWords): string {
  const fault = faults.find(({ kind, since }) => (kind === 'pause' || kind === 'hang') && since <= at)
  return fault ? facts.afterSilence(formatSpan(at - fault.since)) : ''
}

/** Why the master dropped a server, as far as it says. */
export function removalReason(departure: Departure | undefined, { facts }: TimelineWords): string {
  const reason = departure?.byMaster?.reason
  if (reason === 'lost') return facts.noHeartbeat
  return reason === 'closed' ? facts.connectionClosed : ''
}

/** Of an ended server: that the master noticed, and how soon. */
function leftPart(
  { departures }: ClusterState,
  process: ProcessState,
  fact: ProcessFact,
  { facts }: TimelineWords,
): string | null {
  const at = departures.get(process.id)?.byMaster?.at
  if (at === undefined || !process.exit) return fact === 'stopping' ? facts.leftList : null
  const after = at - (process.killedAt ?? process.exit.at)
  return after > 0 ? facts.droppedLater(formatSpan(after)) : null
}

function sinceOf(process: ProcessState | undefined, fact: ProcessFact): Nanoseconds | null {
  if (!process) return null
  if (process.exit) return process.killedAt ?? process.exit.at
  if (fact === 'paused') return process.faults.find(({ kind }) => kind === 'pause')?.since ?? null
  if (fact === 'stopping') return process.stopRequest?.at ?? process.stateSince
  return process.stateSince ?? process.phaseSince
}

function wordOf(
  process: ProcessState | undefined,
  fact: ProcessFact,
  dialect: Dialect,
  words: TimelineWords,
): string {
  if (fact !== 'running' || !process) return words.facts[fact]
  return process.failure !== null ? words.facts.failed : stateTitle(process, dialect, words)
}

function toneOf(
  process: ProcessState | undefined,
  fact: ProcessFact,
  membership: MembershipFact,
): ServerFacts['tone'] {
  if (!process || fact === 'planned') return 'off'
  if (fact === 'crashed' || process.failure !== null || membership === 'dropped') return 'bad'
  if (fact === 'killed') return process.killedAt === null ? 'off' : 'bad'
  if (fact === 'exited')
    return process.stopRequest || (process.role === 'resource' && process.exit?.code === 0) ? 'off' : 'bad'
  if (fact !== 'running' || process.faults.length > 0) return 'wait'
  if (process.role === 'resource') return process.phase === 'ready' ? 'good' : 'wait'
  if (membership === 'unknown' && !process.observed) return 'unknown'
  return process.state === 'started' && membership !== 'joining' ? 'good' : 'wait'
}
