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
export function serverFacts(state: ClusterState, id: string): ServerFacts {
  const process = state.processes.get(id)
  const fact = processFact(process)
  const membership = membershipFact(state, process, fact)
  const parts = process
    ? [
        processPart(process, fact, state.dialect),
        membershipPart(state, process, fact, membership),
        ...process.faults
          .filter(({ link }) => link !== null)
          .map((fault) => `${describeFault(fault, state.dialect)} (by you)`),
      ].filter((part) => part !== null)
    : ['not started yet']
  return {
    id,
    desired: process?.desired ?? 'running',
    process: fact,
    state: process?.state ?? null,
    exit: process?.exit ? exitCause(process.exit) : null,
    since: sinceOf(process, fact),
    membership,
    faults: process?.faults ?? [],
    tone: toneOf(process, fact, membership),
    word: wordOf(process, fact, state.dialect),
    parts,
    sentence: parts.join(' · '),
  }
}

function processPart(process: ProcessState, fact: ProcessFact, dialect: Dialect): string | null {
  const { exit, stopRequest, desired } = process
  switch (fact) {
    case 'planned':
      return 'not started yet'
    case 'paused':
      return 'paused by you'
    case 'stopping':
      return [desired === 'removed' ? 'being removed by you' : 'stopping', stopRequest?.escalation]
        .filter(Boolean)
        .join('; ')
    case 'restarting':
      return `${exit ? `ended (${exitCause(exit)})` : 'ended'}, to be started again`
    case 'killed':
      return process.killedAt === null
        ? `stopped, and killed: ${stopRequest?.escalation ?? 'it did not stop'}`
        : 'killed by you'
    case 'crashed':
      return process.failure === null
        ? `crashed${startText(process)} (${exit ? exitCause(exit) : 'cause not known'})`
        : failureText(process)
    case 'exited':
      return exitedPart(process)
    case 'running':
      return process.failure === null ? stateTitle(process, dialect) : failureText(process)
  }
}

/** " at start" of a process that never was ready. */
export function startText({ hasStarted }: ProcessState): string {
  return hasStarted ? '' : ' at start'
}

/** "failed at start: the port is in use". */
function failureText(process: ProcessState): string {
  const { failure } = process
  return `failed${startText(process)}${failure ? `: ${firstLine(failure)}` : ''}`
}

/** As much of a message as fits into a sentence. */
export function firstLine(text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > MAX_MESSAGE_CHARACTERS ? `${line.slice(0, MAX_MESSAGE_CHARACTERS)}…` : line
}

function exitedPart({ desired, role, stopRequest, exit }: ProcessState): string {
  if (desired === 'removed') return 'removed by you'
  if (stopRequest) return stopRequest.reason === 'restart' ? 'stopped for a restart' : 'stopped'
  if (role === 'resource' && exit?.code === 0) return 'finished (exit 0)'
  return `exited by itself (${exit ? exitCause(exit) : 'exit code not known'})`
}

/** A state in the dialect's own words; of a program, what its process does. */
function stateTitle({ state, phase, role, observed }: ProcessState, { states }: Dialect): string {
  if (role === 'resource' || !observed) return phase === 'ready' ? 'ready' : 'running'
  return state === null ? 'starting' : (states?.[state] ?? state)
}

function membershipPart(
  state: ClusterState,
  process: ProcessState,
  fact: ProcessFact,
  membership: MembershipFact,
): string | null {
  switch (membership) {
    case 'dropped':
      return droppedPart(state, process)
    case 'left':
      return leftPart(state, process, fact)
    case 'unknown':
      if (!process.observed) return 'not observed: whether it is a member is not known'
      return state.dialect.hasMaster && !state.registry && process.hasStarted && !hasEnded(fact)
        ? 'no master keeps the list'
        : null
    case 'member':
      return hasEnded(fact) ? 'still in the list of members' : null
    case 'joining':
      return process.state === 'started' ? 'not in the list of members' : null
    default:
      return null
  }
}

/** "dropped by the master after 3 s of silence". */
function droppedPart({ departures }: ClusterState, process: ProcessState): string {
  const departure = departures.get(process.id)
  const by = departure?.by ?? new Map<string, Nanoseconds>()
  const at = departure?.byMaster?.at ?? Math.min(...by.values())
  const who = departure?.byMaster ? 'the master' : listNames([...by.keys()])
  return `dropped by ${who}${silenceBefore(process, at) || removalReason(departure)}`
}

/** " after 3 s of silence" if a fault silenced the server until then; else empty. */
export function silenceBefore({ faults }: ProcessState, at: Nanoseconds): string {
  const fault = faults.find(({ kind, since }) => (kind === 'pause' || kind === 'hang') && since <= at)
  return fault ? ` after ${formatSpan(at - fault.since)} of silence` : ''
}

/** Why the master dropped a server, as far as it says. */
export function removalReason(departure: Departure | undefined): string {
  const reason = departure?.byMaster?.reason
  if (reason === 'lost') return ': no heartbeat came'
  return reason === 'closed' ? ': its connection was closed' : ''
}

/** Of an ended server: that the master noticed, and how soon. */
function leftPart({ departures }: ClusterState, process: ProcessState, fact: ProcessFact): string | null {
  const at = departures.get(process.id)?.byMaster?.at
  if (at === undefined || !process.exit) return fact === 'stopping' ? 'left the list of members' : null
  const after = at - (process.killedAt ?? process.exit.at)
  return after > 0 ? `dropped by the master ${formatSpan(after)} later` : null
}

function sinceOf(process: ProcessState | undefined, fact: ProcessFact): Nanoseconds | null {
  if (!process) return null
  if (process.exit) return process.killedAt ?? process.exit.at
  if (fact === 'paused') return process.faults.find(({ kind }) => kind === 'pause')?.since ?? null
  if (fact === 'stopping') return process.stopRequest?.at ?? process.stateSince
  return process.stateSince ?? process.phaseSince
}

function wordOf(process: ProcessState | undefined, fact: ProcessFact, dialect: Dialect): string {
  if (fact !== 'running' || !process) return fact
  return process.failure !== null ? 'failed' : stateTitle(process, dialect)
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
