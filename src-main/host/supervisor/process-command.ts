// How one cluster process is started: its set-up, its arguments, its environment and its log file.
import { join } from 'node:path'
import type { ProcessSetup } from '../../../core/process/messages.ts'
import type { ClusterPlan, PlannedServer, ServerGroup } from '../../contract/index.ts'
import type { ChildCommand } from './child.ts'
import type { ProjectEntries } from '../project/compile.ts'
import { processEnvironment, type Environment } from '../project/environment.ts'
import { INSPECT_PORT } from './debugger.ts'
import { logFile, timesFile } from '../logs/names.ts'

/** What all processes of a run have in common. */
export interface ProcessContext {
  plan: ClusterPlan
  /** The project's `.env`. */
  environment: Environment
  node: string
  /** What each process executes. */
  runFile: string
  /** The project's folder: where they run. */
  directory: string
  /** Folder of the log files. */
  logs: string
  token: string
  /** Id of the run. */
  run: string
  /** Monotonic t0, nanoseconds, as a decimal string. */
  t0: string
  /** Timers and limits of the protocol that differ from its defaults. */
  parameters?: ProcessSetup['parameters']
}

/** What is different each time that a process is spawned. */
export interface SpawnContext {
  tap: ProcessSetup['tap']
  /** The automatic port that it had before. */
  lastPort?: number | undefined
  /** What only the master is told: the ids that it waits for, and where it listened before in this run. */
  master?: { expect: string[]; port?: number | undefined }
}

const PLAIN: Pick<ServerGroup, 'env' | 'args' | 'nodeArgs'> = { env: {}, args: [], nodeArgs: [] }

/** The user's own variables win, over the cluster's token too. */
export function processCommand(
  context: ProcessContext,
  planned: PlannedServer,
  entries: ProjectEntries,
  occasion: SpawnContext,
): ChildCommand {
  const setup = processSetup(context, planned, entries, occasion)
  const group = context.plan.servers[planned.serverType] ?? PLAIN
  const hasUserCode = setup.lifecycle !== null || Object.keys(setup.services).length > 0
  const sourceMaps = hasUserCode ? ['--enable-source-maps'] : []
  return {
    node: context.node,
    args: [INSPECT_PORT, ...sourceMaps, ...group.nodeArgs, context.runFile, planned.id, ...group.args],
    directory: context.directory,
    env: {
      GROVE_TOKEN: context.token,
      ...processEnvironment(context.environment, context.plan.env, group.env),
      GROVE_RUN: context.run,
      GROVE_PROCESS: JSON.stringify(setup),
    },
    log: join(context.logs, logFile(planned.id)),
  }
}

function processSetup(
  { plan, logs, t0, parameters }: ProcessContext,
  { id, serverType, port }: PlannedServer,
  { types, modules }: ProjectEntries,
  { tap, lastPort, master }: SpawnContext,
): ProcessSetup {
  const from = master?.port ?? port
  return {
    role: master ? 'master' : 'server',
    ...{ id, serverType, modules, t0, tap },
    host: plan.master.host,
    port: from === 'auto' ? 0 : from,
    ...(from === 'auto' && lastPort !== undefined ? { preferredPort: lastPort } : {}),
    logTimes: join(logs, timesFile(id)),
    ...(types[serverType] ?? { services: {}, lifecycle: null }),
    ...(master ? { expect: master.expect } : {}),
    ...(parameters ? { parameters } : {}),
  }
}
