// How one cluster process is started: its arguments, its environment and its log file.
import { join } from 'node:path'
import type { ProcessSetup } from '../../core/protocol/record.ts'
import type { ServerGroup } from '../contract/index.ts'
import type { ChildCommand } from './child.ts'

/** What all processes of a run have in common. */
export interface ProcessContext {
  node: string
  /** What each process executes. */
  runFile: string
  /** The project's folder: where they run. */
  directory: string
  /** Folder of the log files. */
  logs: string
  token: string
  /** Monotonic t0, nanoseconds, as a decimal string. */
  t0: string
  tap: ProcessSetup['tap']
  /** Timers and limits of the protocol that differ from its defaults. */
  parameters?: ProcessSetup['parameters']
}

/** The user's own variables win, over the cluster's token too. */
export function processCommand(
  context: ProcessContext,
  setup: Omit<ProcessSetup, 't0' | 'tap' | 'parameters'>,
  group: Pick<ServerGroup, 'env' | 'args' | 'nodeArgs'> = { env: {}, args: [], nodeArgs: [] },
): ChildCommand {
  const { t0, tap, parameters } = context
  const whole: ProcessSetup = { ...setup, t0, tap, ...(parameters ? { parameters } : {}) }
  const hasUserCode = setup.lifecycle !== null || Object.keys(setup.services).length > 0
  const sourceMaps = hasUserCode ? ['--enable-source-maps'] : []
  return {
    node: context.node,
    args: [...sourceMaps, ...group.nodeArgs, context.runFile, setup.id, ...group.args],
    directory: context.directory,
    env: { GROVE_TOKEN: context.token, ...group.env, GROVE_PROCESS: JSON.stringify(whole) },
    log: join(context.logs, `${setup.id}.log`),
  }
}
