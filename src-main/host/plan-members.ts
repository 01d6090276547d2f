// The processes that a plan asks for, the master first, and what a timeline's header says about them.
import { plannedServers, type ClusterPlan, type PlannedServer } from '../contract/index.ts'
import type { PlanSummary } from '../timeline/index.ts'

export const MASTER_ID = 'master-1'

export function membersOf(plan: ClusterPlan): PlannedServer[] {
  return [{ id: MASTER_ID, serverType: 'master', port: plan.master.port }, ...plannedServers(plan)]
}

/** Ports as asked for (0: any free one); of environment variables the names, never the values. */
export function summarizePlan(plan: ClusterPlan): PlanSummary {
  const numbered = (port: PlannedServer['port']) => (port === 'auto' ? 0 : port)
  const names = Object.values(plan.servers).flatMap((group) => Object.keys(group.env))
  return {
    name: plan.name,
    master: {
      id: MASTER_ID,
      host: plan.master.host,
      port: plan.master.port === 'auto' ? 0 : plan.master.port,
    },
    servers: plannedServers(plan).map((server) => ({ ...server, port: numbered(server.port) })),
    env: [...new Set(names)].sort(),
  }
}
