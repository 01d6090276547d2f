// Four facts about a server at a moment: what the user wants, what its process does, whether it is a member, and which
// faults were injected.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { ServerState } from '../../core/protocol/record.ts'
import type { Nanoseconds } from './event.ts'
import { describeFault } from './describe-fault.ts'
import { formatSpan } from './format-time.ts'
import { listNames } from './list-names.ts'
import { isSameInstance, type InjectedFault, type ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'

/** `killed`: by the user, or because it did not stop; `crashed`: it ended with an error, or somebody else ended it. */
export type ProcessFact =
  'planned' | 'running' | 'paused' | 'stopping' | 'restarting' | 'exited' | 'killed' | 'crashed'

/** `none`: a program beside the cluster; `unknown`: nothing reports it; `never`: it ended before it was a member. */
export type MembershipFact = 'member' | 'joining' | 'dropped' | 'left' | 'never' | 'unknown' | 'none'

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
          .map((fault) => `${describeFault(fault, state.dialect)}, by you`),
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

/** How a process ended: the signal or the exit code. */
export function exitCause({
  code,
  signal,
  reason,
}: {
  code: number | null
  signal: string | null
  reason?: string | undefined
}): string {
  if (reason !== undefined) return 'could not be started'
  return signal ?? (code === null ? 'exit code not known' : `exit ${code}`)
}

export interface ExitCircumstances {
  /** The user killed it. */
  killed: boolean
  /** It was asked to stop, or said that it stops. */
  asked: boolean
  /** Nothing but the process is seen. */
  opaque: boolean
}

/** Code 0, and the signal of a stop, are normal ends; a program may end with any code when it is asked to stop. */
export function exitKind(
  { code, signal }: { code?: number | null | undefined; signal?: string | null | undefined },
  { killed, asked, opaque }: ExitCircumstances,
): 'exited' | 'killed' | 'crashed' {
  if (killed || (asked && signal === 'SIGKILL')) return 'killed'
  if (code === 0) return 'exited'
  return asked && (opaque || signal === 'SIGTERM') ? 'exited' : 'crashed'
}

function processFact(process: ProcessState | undefined): ProcessFact {
  if (!process || (process.phase === null && process.state === null)) return 'planned'
  const { exit, killedAt, stopRequest, state, phase } = process
  if (exit && phase === 'restarting') return 'restarting'
  if (exit) {
    return exitKind(exit, {
      killed: killedAt !== null,
      asked: stopRequest !== null || state === 'stopping',
      opaque: process.role === 'resource' || !process.observed,
    })
  }
  if (process.faults.some(({ kind }) => kind === 'pause')) return 'paused'
  return phase === 'stopping' || state === 'stopping' ? 'stopping' : 'running'
}

/** Whether its process runs, or did until it ended just now. */
export function hasEnded(fact: ProcessFact): boolean {
  return fact === 'exited' || fact === 'killed' || fact === 'crashed' || fact === 'restarting'
}

function membershipFact(
  state: ClusterState,
  process: ProcessState | undefined,
  fact: ProcessFact,
): MembershipFact {
  if (process?.role === 'resource') return 'none'
  if (!process || fact === 'planned') return 'never'
  if (!process.observed || !state.dialect.sees.views) return 'unknown'
  if (process === state.master) return hasEnded(fact) ? 'left' : process.view ? 'member' : 'joining'
  const isListed = isListedIn(state, process)
  if (isListed === null) return 'unknown'
  if (isListed) return 'member'
  if (hasDeparted(state, process)) return hasEnded(fact) || fact === 'stopping' ? 'left' : 'dropped'
  return hasEnded(fact) ? 'never' : 'joining'
}

/** Whether the registry lists this instance, or without a master whether another member does; null if nobody can say. */
function isListedIn({ dialect, registry, processes }: ClusterState, process: ProcessState): boolean | null {
  const lists = (servers: ReadonlyMap<string, string>): boolean =>
    isSameInstance(servers.get(process.id), process.instance ?? '')
  if (dialect.hasMaster) return registry ? lists(registry.servers) : null
  const others = [...processes.values()].filter(({ id, view }) => id !== process.id && view !== null)
  if (others.length === 0) return process.state === 'started'
  return others.some(({ view }) => view !== null && lists(view.servers))
}

function hasDeparted({ departures }: ClusterState, { id, instance }: ProcessState): boolean {
  const departure = departures.get(id)
  return departure !== undefined && isSameInstance(departure.instance, instance ?? '')
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
        ? `stopped by you, and killed: ${stopRequest?.escalation ?? 'it did not stop'}`
        : 'killed by you'
    case 'crashed':
      return `crashed${process.hasStarted ? '' : ' at start'} (${exit ? exitCause(exit) : 'cause not known'})`
    case 'exited':
      return exitedPart(process)
    case 'running':
      return process.state === 'failed'
        ? `failed${process.reason === null ? '' : `: ${process.reason}`}`
        : stateTitle(process, dialect)
  }
}

function exitedPart({ desired, role, stopRequest, exit }: ProcessState): string {
  if (desired === 'removed') return 'removed by you'
  if (stopRequest) return stopRequest.reason === 'restart' ? 'stopped by you for a restart' : 'stopped by you'
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
      return process.observed ? null : 'not observed: whether it is a member is not known'
    case 'member':
      return hasEnded(fact) ? 'still in the list of members' : null
    case 'joining':
      return process.state === 'started' ? 'not in the list of members' : null
    default:
      return null
  }
}

/** "dropped by the master after 3 s of silence". */
export function droppedPart(state: ClusterState, process: ProcessState): string {
  const departure = state.departures.get(process.id)
  const byMaster = departure?.byMaster
  const who = byMaster ? 'the master' : listNames([...(departure?.by.keys() ?? [])])
  const at = byMaster ? byMaster.at : Math.min(...(departure?.by.values() ?? []))
  const silencing = process.faults.find(
    ({ kind, since }) => (kind === 'pause' || kind === 'hang') && since <= at,
  )
  if (silencing) return `dropped by ${who} after ${formatSpan(at - silencing.since)} of silence`
  return `dropped by ${who}${REASONS[byMaster?.reason ?? ''] ?? ''}`
}

/** The master's reasons. */
const REASONS: Record<string, string> = {
  lost: ': it had no heartbeat from it',
  closed: ': its connection was closed',
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
  return process.state === 'failed' ? 'failed' : stateTitle(process, dialect)
}

function toneOf(
  process: ProcessState | undefined,
  fact: ProcessFact,
  membership: MembershipFact,
): ServerFacts['tone'] {
  if (!process || fact === 'planned') return 'off'
  if (fact === 'crashed' || process.state === 'failed' || membership === 'dropped') return 'bad'
  if (fact === 'killed') return process.killedAt === null ? 'off' : 'bad'
  if (fact === 'exited')
    return process.stopRequest || (process.role === 'resource' && process.exit?.code === 0) ? 'off' : 'bad'
  if (fact !== 'running' || process.faults.length > 0) return 'wait'
  if (process.role === 'resource') return process.phase === 'ready' ? 'good' : 'wait'
  if (membership === 'unknown' && !process.observed) return 'unknown'
  return process.state === 'started' && membership !== 'joining' ? 'good' : 'wait'
}
