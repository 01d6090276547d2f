// The processes that a plan asks for, the master first, and what a timeline's header says about them.
import { plannedServers, type ClusterPlan, type PlannedServer } from '../../contract/index.ts'
import type { PlanSummary } from '../../timeline/index.ts'
import type { Environment } from './environment.ts'

export const MASTER_ID = 'master-1'

export function membersOf(plan: ClusterPlan): PlannedServer[] {
  return [{ id: MASTER_ID, serverType: 'master', n: 1, port: plan.master.port }, ...plannedServers(plan)]
}

export interface Beginning {
  /** The processes that are started at first. */
  first: PlannedServer[]
  /** What shuffled them. */
  seed?: number | undefined
  /** The project's `.env`. */
  environment: Environment
}

/** Ports as asked for (0: any free one); of environment variables the names, never the values. */
export function summarizePlan(plan: ClusterPlan, { first, seed, environment }: Beginning): PlanSummary {
  const ids = new Set(first.map(({ id }) => id))
  const numbered = (port: PlannedServer['port']) => (port === 'auto' ? 0 : port)
  const environments = [environment, plan.env, ...Object.values(plan.servers).map(({ env }) => env)]
  const names = environments.flatMap((variables) => Object.keys(variables))
  return {
    name: plan.name,
    master: {
      id: MASTER_ID,
      host: plan.master.host,
      port: plan.master.port === 'auto' ? 0 : plan.master.port,
    },
    servers: plannedServers(plan)
      .filter(({ id }) => ids.has(id))
      .map(({ id, serverType, port }) => ({ id, serverType, port: numbered(port) })),
    env: [...new Set(names)].sort(),
    ...(seed === undefined ? {} : { seed }),
  }
}
