// Whom every view and all proxies should hold at a moment: by the master's registry, or without a master the live members.
import { isSameInstance, type ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'

export interface ExpectedMembers {
  /** Server id → instance. */
  readonly servers: ReadonlyMap<string, string>
  /** Those of them that need proxies. */
  readonly callable: ReadonlyMap<string, string>
  /** Whether a view must hold its own server too. */
  readonly holdsItself: boolean
  readonly isStale: (id: string, instance: string) => boolean
  readonly isProxyStale: (id: string, instance: string) => boolean
  /** Whether nothing has changed that it depends on. */
  readonly isCurrent: (state: ClusterState) => boolean
}

/** Returns `known` if that is current. Call it only where there is a registry or no master. */
export function expectedMembers(state: ClusterState, known: ExpectedMembers | null): ExpectedMembers {
  if (known?.isCurrent(state)) return known
  return state.dialect.hasMaster ? registered(state) : live(state)
}

function registered({ master, registry, records }: ClusterState): ExpectedMembers {
  if (!master || !registry) throw new Error('there is no registry to compare with')
  const { servers } = registry
  const { callable, unknown } = callableOf(servers, records)
  const [masterVersion, recordsVersion] = [master.version, records.version]
  return {
    servers,
    callable,
    holdsItself: true,
    isStale: (id, instance) => !isSameInstance(servers.get(id), instance),
    isProxyStale: (id, instance) => !isSameInstance(callable.get(id), instance) && !unknown.has(id),
    isCurrent: (now) =>
      now.master === master && master.version === masterVersion && now.records.version === recordsVersion,
  }
}

/** A member that is starting or stopping, or that Grove did not spawn, may be held or not. */
function live(state: ClusterState): ExpectedMembers {
  const { processes, records, membershipVersion } = state
  const recordsVersion = records.version
  const started = [...processes.values()].filter(isStartedMember)
  const servers = new Map(started.map(({ id, instance }) => [id, instance ?? '']))
  const isGone = (id: string, instance: string): boolean => hasGone(processes.get(id), instance)
  return {
    servers,
    callable: callableOf(servers, records).callable,
    holdsItself: false,
    isStale: isGone,
    isProxyStale: isGone,
    isCurrent: (now) => now.membershipVersion === membershipVersion && now.records.version === recordsVersion,
  }
}

/** Whether this process of a member has ended or was replaced. A process that Grove did not spawn is never known to. */
export function hasGone(process: ProcessState | undefined, instance: string): boolean {
  if (!process?.observed || process.role === 'resource') return false
  return process.exit !== null || (process.instance !== null && !isSameInstance(process.instance, instance))
}

function isStartedMember({ role, observed, exit, phase, state }: ProcessState): boolean {
  return role !== 'resource' && observed && exit === null && phase !== 'stopping' && state === 'started'
}

function callableOf(servers: ReadonlyMap<string, string>, records: ClusterState['records']) {
  const callable = new Map<string, string>()
  const unknown = new Set<string>()
  for (const [id, instance] of servers) {
    const record = records.get(id, instance)
    if (!record) unknown.add(id)
    else if (record.callable) callable.set(id, instance)
  }
  return { callable, unknown }
}
