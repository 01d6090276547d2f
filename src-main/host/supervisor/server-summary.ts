// What windows and commands are told about one server.
import type { ServerSummary } from '../../contract/index.ts'
import { describeExit } from './early-exit.ts'
import type { ManagedServer } from './managed-server.ts'
import { statusReason, type MasterStatus } from './status-reason.ts'

/** @param dependency what the server waits for before it is spawned; null if nothing */
export function summarize(
  server: ManagedServer,
  master: MasterStatus | null,
  dependency: string | null,
): ServerSummary {
  const { id, planned, role, status, desired, process, exit, restarts } = server
  const escalation = process?.child.escalation
  const faults = process?.faults.links ?? []
  return {
    id,
    serverType: planned.serverType,
    role: server.isMember ? role : 'resource',
    parent: null,
    status,
    desired,
    pid: process?.child.pid ?? null,
    port: server.port,
    exit: exit && exit.reason === undefined ? exit : null,
    problem: server.problem,
    waiting: statusReason(
      {
        status,
        desired,
        role,
        isProgram: process?.policy.isProgram ?? false,
        isObserved: process?.policy.isObserved ?? true,
        state: process?.state ?? null,
        dependency,
        probeResult: process?.probeResult ?? null,
        paused: server.isPaused,
        atBreakpoint: escalation?.killAt === null,
        hasLinkFaults: faults.length > 0,
        pendingRestart: restarts.description,
        exit: exit && describeExit(exit),
        isKilled: server.isKilled,
      },
      master,
    ),
    restarts: restarts.count,
    paused: server.isPaused,
    faults,
    pairLinks: [...(process?.policy.pairLinks ?? [])],
    stopping: escalation ? { since: escalation.since, killAt: escalation.killAt } : null,
  }
}
