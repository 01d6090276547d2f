// The processes of a plan, and its summary in the header of a timeline.
import { plannedMaster, plannedServers, type ClusterPlan, type PlannedServer } from '../../contract/index.ts'
import type { PlanSummary } from '../../timeline/index.ts'
import type { Environment } from './environment.ts'

/** Returns the master, if there is one, and all servers. */
export function plannedProcesses(plan: ClusterPlan): PlannedServer[] {
  const master = plannedMaster(plan)
  return [...(master ? [master] : []), ...plannedServers(plan)]
}

export interface StartDetails {
  /** The processes started first. */
  initial: PlannedServer[]
  /** Seed of the start order. */
  seed?: number
  /** Variables of the project's `.env`. */
  environment: Environment
}

/** Ports are as planned (0: any free one). Of environment variables only the names are included. */
export function summarizePlan(
  plan: ClusterPlan,
  { initial: first, seed, environment }: StartDetails,
): PlanSummary {
  const ids = new Set(first.map(({ id }) => id))
  const master = plannedMaster(plan)
  const portNumber = (port: PlannedServer['port']) => (port === 'auto' ? 0 : port)
  const environments = [environment, plan.env, ...Object.values(plan.servers).map(({ env }) => env)]
  const names = environments.flatMap((variables) => Object.keys(variables))
  return {
    name: plan.name,
    master: master && {
      id: master.id,
      host: plan.master.host,
      port: typeof master.port === 'number' ? master.port : 0,
    },
    servers: plannedServers(plan)
      .filter(({ id }) => ids.has(id))
      .map(({ id, serverType, port, role }) => ({
        id,
        serverType,
        port: portNumber(port),
        role: role === 'resource' ? role : undefined,
      })),
    env: [...new Set(names)].sort(),
    seed,
  }
}
