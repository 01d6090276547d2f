// Selects the processes of a plan to start first, and their order.
import { seededRandom } from '../../../core/kit/random.ts'
import {
  groupOf,
  HostError,
  plannedServers,
  type ClusterPlan,
  type PlannedServer,
} from '../../contract/index.ts'
import { plannedProcesses } from './plan-members.ts'

export interface Selection {
  /**
   * Ids or types to start, with what they depend on; the master always starts. The others can be started later.
   * Default: all.
   */
  only?: string[]
  /** Ids in spawn order; the others follow in the order of the plan. */
  order?: string[]
  /** Shuffles the order; the same seed gives the same order. */
  seed?: number
}

/** @throws {HostError} BAD_ONLY, BAD_ORDER for servers that are not in the plan; NO_SERVERS if only the master is left */
export function selectServers(plan: ClusterPlan, { only, order = [], seed }: Selection): PlannedServer[] {
  const processes = plannedProcesses(plan)
  const ids = processes.map(({ id }) => id)
  assertKnown('BAD_ORDER', order, ids)
  assertKnown('BAD_ONLY', only ?? [], [...Object.keys(plan.servers), ...ids])
  const names = only && withDependencies(plan, only, processes)
  const selected = processes.filter(
    ({ id, serverType, role }) => !names || role === 'master' || names.has(id) || names.has(serverType),
  )
  if (selected.every(({ role }) => role === 'master')) throw noServers(plan, plannedServers(plan).length > 0)
  const places = new Map([...order, ...ids].map((id, place, all) => [id, all.indexOf(id)] as const))
  const ordered = selected.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
  return seed === undefined ? ordered : shuffled(ordered, seed)
}

/** Returns the names, and those that the servers with these names depend on. */
function withDependencies(
  plan: ClusterPlan,
  names: readonly string[],
  processes: readonly PlannedServer[],
): ReadonlySet<string> {
  const all = new Set(names)
  // A set that grows is visited to its end.
  for (const name of all) {
    const types = processes.filter(({ id, serverType }) => id === name || serverType === name)
    for (const { serverType } of types)
      for (const dependency of Object.keys(groupOf(plan, serverType)?.dependsOn ?? {})) all.add(dependency)
  }
  return all
}

function noServers(plan: ClusterPlan, isNarrowed: boolean): HostError {
  const types = Object.keys(plan.servers)
  if (isNarrowed) {
    const message = 'The selection has no server besides the master.'
    const startable = types.filter((type) => plan.servers[type]?.count)
    return new HostError({ code: 'NO_SERVERS', message, hint: `Select from: ${startable.join(', ')}.` })
  }
  if (types.length === 0) {
    const hint = 'Add a type: "servers": { "chat": { "count": 2 } }.'
    return new HostError({ code: 'NO_SERVERS', message: 'The plan has no servers.', hint, field: 'servers' })
  }
  return new HostError({
    code: 'NO_SERVERS',
    message: `The plan starts no servers: the count of ${types.join(', ')} is 0.`,
    hint: `Raise a count in the plan, or pass --servers ${types[0]}=1.`,
    field: `servers.${types[0]}.count`,
  })
}

function assertKnown(code: string, named: string[], known: string[]): void {
  const unknown = named.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new HostError({ code, message: `The plan has no server ${unknown}; it has: ${known.join(', ')}.` })
}

/** Fisher-Yates. The same seed gives the same order on every machine. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const result = [...list]
  const random = seededRandom(seed)
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const moved = result[other] as T
    result[other] = result[last] as T
    result[last] = moved
  }
  return result
}
