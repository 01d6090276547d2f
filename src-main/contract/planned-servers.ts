// The servers of a plan: ids, roles and ports.
import { memberOf, portsOf } from './members.ts'
import type { ClusterPlan, ServerGroup } from './plan.ts'
import { referencesIn } from './references.ts'

/** `server`: a member of the cluster. `resource`: a program beside it. */
export type ServerRole = 'master' | 'server' | 'resource'

export interface PlannedServer {
  id: string
  serverType: string
  /** Number within its type, from 1. */
  n: number
  port: number | 'auto' | 'none'
  role: ServerRole
}

/** Returns the settings of a server type, or undefined if the plan does not have the type. */
export function groupOf(plan: ClusterPlan, serverType: string): ServerGroup | undefined {
  return Object.hasOwn(plan.servers, serverType) ? plan.servers[serverType] : undefined
}

/** Whether the servers of a type run Grove's own framework. */
export function isOwnGroup({ command, members }: ServerGroup): boolean {
  return command === undefined && members === undefined
}

const MASTER_ID = 'master-1'

/** Returns the master; null if the cluster has none. */
export function plannedMaster(plan: ClusterPlan): PlannedServer | null {
  if (!hasMaster(plan)) return null
  const { port, member } = plan.master
  return {
    id: member?.id ?? MASTER_ID,
    serverType: 'master',
    n: 1,
    port: member?.port ?? port,
    role: 'master',
  }
}

/** Whether the cluster has a master: Grove's own, or the one of another framework. */
export function hasMaster({ master, servers }: ClusterPlan): boolean {
  return master.member !== undefined || Object.values(servers).some(isOwnGroup)
}

/** Returns the servers in the order of the plan, without the master. */
export function plannedServers(plan: ClusterPlan): PlannedServer[] {
  return Object.entries(plan.servers).flatMap(([type, group]) =>
    Array.from({ length: group.count }, (_, index) => plannedServer(type, group, index + 1)),
  )
}

/** Returns the `n`th server of a type, from 1. Numeric ports count up. */
export function plannedServer(type: string, group: ServerGroup, n: number): PlannedServer {
  const member = memberOf(group, n)
  const port = portOf(group)
  return {
    id: member?.id ?? `${type}-${n}`,
    serverType: type,
    n,
    port: member?.port ?? (typeof port === 'number' ? port + n - 1 : port),
    role: group.command !== undefined && group.adapter === undefined ? 'resource' : 'server',
  }
}

/** Returns all ports of the `n`th server of a type: its own in the plan, and those on a member's command line. */
export function portsOfServer(type: string, group: ServerGroup, n: number): number[] {
  const member = memberOf(group, n)
  if (member) return portsOf(member)
  const { port } = plannedServer(type, group, n)
  return typeof port === 'number' ? [port] : []
}

/** A program has an automatic port only if it gets to know it. */
function portOf(group: ServerGroup): PlannedServer['port'] {
  const { port, command, env } = group
  if (command === undefined || port !== 'auto') return port
  const texts = [...command, ...Object.values(env)]
  return texts.some((text) => referencesIn(text).some(({ server }) => server === null)) ? 'auto' : 'none'
}
