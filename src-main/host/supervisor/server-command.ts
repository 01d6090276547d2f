// The command of one of Grove's own servers, and the setup that it is started with.
import { join } from 'node:path'
import type { ProcessSetup } from '../../../core/process/messages.ts'
import type { PlannedServer } from '../../contract/index.ts'
import { logFile, timesFile } from '../logs/log-names.ts'
import type { ProjectEntries } from '../project/compile.ts'
import type { Environment } from '../project/environment.ts'
import type { ChildCommand } from './child.ts'
import type { LaunchConfigOptions } from './launch-config.ts'

/** What differs between two spawns of a server. */
export interface SpawnContext {
  tap: ProcessSetup['tap']
  /** The automatic port that it had before. */
  lastPort: number | undefined
  /** Only for the master: the ids that it waits for. */
  master: { expect: string[] } | undefined
  /** Returns the port of a server by its id, or of the first of a type; undefined until it is known. */
  portOf: (name: string) => number | undefined
}

export interface ServerLaunch {
  planned: PlannedServer
  /** The address that it listens on. */
  host: string
  args: string[]
  nodeArgs: string[]
  /** Variables of the project and the plan. */
  environment: Environment
  entries: ProjectEntries
  context: SpawnContext
}

export function serverCommand(options: LaunchConfigOptions, launch: ServerLaunch): ChildCommand {
  const { directory, node, runFile, logs, token, run } = options
  const { planned, environment, args, nodeArgs } = launch
  const setup = setupOf(options, launch)
  const hasUserCode = setup.lifecycle !== null || Object.keys(setup.services).length > 0
  const sourceMaps = hasUserCode ? ['--enable-source-maps'] : []
  return {
    program: node,
    nodeArgs: [...sourceMaps, ...nodeArgs],
    args: [runFile, planned.id, ...args],
    directory,
    env: {
      ...environment,
      // Not even Grove's own.
      GROVE_TOKEN: undefined,
      GROVE_RUN: run,
      GROVE_PROCESS: JSON.stringify(setup),
    },
    token: environment['GROVE_TOKEN'] ?? token,
    adapter: null,
    log: join(logs, logFile(planned.id)),
  }
}

function setupOf({ logs, t0, parameters }: LaunchConfigOptions, launch: ServerLaunch): ProcessSetup {
  const { id, serverType, port } = launch.planned
  const { tap, lastPort, master } = launch.context
  const { types, modules, build } = launch.entries
  return {
    role: master ? 'master' : 'server',
    id,
    serverType,
    host: launch.host,
    port: port === 'auto' ? 0 : port,
    preferredPort: port === 'auto' ? lastPort : undefined,
    t0,
    ...(types[serverType] ?? { services: {}, lifecycle: null }),
    modules,
    build,
    expect: master?.expect,
    tap,
    parameters,
    logTimes: join(logs, timesFile(id)),
  }
}
