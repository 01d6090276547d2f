// What a server's process does at a moment, and whether the server is a member.
import { exitKind } from './exit-kind.ts'
import { isSameInstance, type ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'

/** `killed`: by the user, or because it did not stop; `crashed`: it ended with an error, or somebody else ended it. */
export type ProcessFact =
  'planned' | 'running' | 'paused' | 'stopping' | 'restarting' | 'exited' | 'killed' | 'crashed'

/** `none`: a program beside the cluster; `unknown`: nothing reports it; `never`: it ended before it was a member. */
export type MembershipFact = 'member' | 'joining' | 'dropped' | 'left' | 'never' | 'unknown' | 'none'

export function processFact(process: ProcessState | undefined): ProcessFact {
  if (!process || (process.phase === null && process.state === null)) return 'planned'
  const { exit, killedAt, stopRequest, state, phase } = process
  if (exit && phase === 'restarting') return 'restarting'
  if (exit) {
    if (process.failure !== null && killedAt === null) return 'crashed'
    return exitKind(exit, {
      killed: killedAt !== null,
      asked: stopRequest !== null || (state === 'stopping' && exit.signal !== 'SIGKILL'),
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

export function membershipFact(
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

/** Whether this process was dropped, and not the one before it. */
function hasDeparted({ departures }: ClusterState, { id, instance, spawnedAt }: ProcessState): boolean {
  const departure = departures.get(id)
  if (!departure || instance === null || !isSameInstance(departure.instance, instance)) return false
  return Math.max(departure.byMaster?.at ?? 0, ...departure.by.values()) >= (spawnedAt ?? 0)
}
