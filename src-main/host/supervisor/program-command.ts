// The command of a program: its executable on the PATH, its folder, and what a reference to a server stands for.
import { isAbsolute, resolve } from 'node:path'
import { HostError, type Reference } from '../../contract/index.ts'
import type { Environment } from '../project/environment.ts'
import { findExecutable } from '../system/executable.ts'
import type { AdapterLaunch } from './adapter-environment.ts'
import type { ChildCommand } from './child.ts'

export interface ProgramLaunch {
  /** The program and its arguments. */
  command: readonly string[]
  /** The folder that it runs in, absolute. */
  directory: string
  /** Variables of the project and the plan. */
  environment: Environment
  run: string
  log: string
  adapter: AdapterLaunch | null
}

export function programCommand(launch: ProgramLaunch): ChildCommand {
  const { directory, environment, run, log, adapter } = launch
  const [name = '', ...args] = launch.command
  const env = { ...environment, GROVE_RUN: run }
  return {
    program:
      findExecutable(name, { ...process.env, ...env }, process.platform, directory) ??
      unfound(name, directory),
    nodeArgs: [],
    args,
    directory,
    // The cluster's token is for Grove's own servers, unless the plan says otherwise.
    env: { GROVE_TOKEN: undefined, ...env },
    token: null,
    adapter,
    log,
  }
}

/** A path names what is not there; a name was looked up on the PATH. */
function unfound(name: string, directory: string): string {
  return isAbsolute(name) || /[/\\]/.test(name) ? resolve(directory, name) : name
}

/** Where a server can be reached; the port is undefined until it is known. */
export interface ServerAddress {
  host: string
  port: number | undefined
}

/** @throws `CANNOT_SPAWN` if the port is not known yet */
export function referenceValue({ text, property }: Reference, { host, port }: ServerAddress): string {
  if (property === 'host') return host
  if (port === undefined) {
    throw new HostError({
      code: 'CANNOT_SPAWN',
      message: `The port in ${text} is not known yet.`,
      hint: 'Give that server a port number, or add it to "dependsOn".',
    })
  }
  return property === 'port' ? String(port) : `${host.includes(':') ? `[${host}]` : host}:${port}`
}
