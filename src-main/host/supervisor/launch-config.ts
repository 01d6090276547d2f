// What servers are spawned with: the plan, the compiled project and its `.env`. All are read again before a later
// spawn, so that a restart runs what was edited.
import { dirname, join, resolve } from 'node:path'
import type { AdapterDefinition } from '../../../core/adapters/adapter.ts'
import type { ProcessSetup } from '../../../core/process/messages.ts'
import {
  groupOf,
  HostError,
  isOwnGroup,
  memberOf,
  plannedServer,
  portsOfServer,
  replaceReferences,
  type ClusterPlan,
  type Member,
  type PlannedServer,
  type Problem,
  type Reference,
  type ServerGroup,
} from '../../contract/index.ts'
import { runFile } from '../locations.ts'
import { logFile } from '../logs/log-names.ts'
import { compileProject, type ProjectEntries } from '../project/compile.ts'
import { processEnvironment } from '../project/environment.ts'
import { findProjectFiles } from '../project/project-files.ts'
import { describePortConflict } from '../system/ports/port-conflict.ts'
import type { AdapterLaunch } from './adapter-environment.ts'
import type { ChildCommand } from './child.ts'
import type { Dependencies } from './dependencies.ts'
import { PlanSource, type PlanSourceOptions } from './plan-source.ts'
import { programCommand, referenceValue } from './program-command.ts'
import { serverCommand, type SpawnContext } from './server-command.ts'
import type { ServerPolicy } from './server-process.ts'
import { DEFAULT_PROGRAM_STOP, programStopSteps } from './stop-escalation.ts'

export interface LaunchConfigOptions extends PlanSourceOptions {
  /** The Node that runs Grove's own servers. */
  node: string
  /** What each of them executes. */
  runFile: string
  /** Grove's state folder. */
  state: string
  /** Folder of the log files. */
  logs: string
  token: string
  /** Id of the run. */
  run: string
  /** The adapter of the programs that are members; null without any. */
  adapter: AdapterDefinition | null
  /** Monotonic t0, nanoseconds, as a decimal string. */
  t0: string
  /** Timers and limits that differ from the protocol's defaults. */
  parameters?: ProcessSetup['parameters'] | undefined
}

export const NO_PROJECT_CODE: Problem = {
  code: 'NO_PROJECT_CODE',
  message: "None of the project's code runs: the servers are empty.",
  hint: 'Grove loads servers/<type>/remote/<service>.ts and servers/<type>/lifecycle.ts. Other programs need a "command" in the plan.',
}

export class LaunchConfig {
  readonly #options: LaunchConfigOptions
  readonly #source: PlanSource
  #entries: ProjectEntries = { types: {}, modules: {}, build: null, warnings: [] }
  #reloads: Promise<unknown> = Promise.resolve()

  constructor(options: LaunchConfigOptions) {
    this.#options = options
    this.#source = new PlanSource(options)
  }

  get plan(): ClusterPlan {
    return this.#source.plan
  }

  /** The edited plan is invalid. */
  get problem(): Problem | null {
    return this.#source.problem
  }

  /** What the build leaves out, and whether nothing of the project runs. */
  get warnings(): Problem[] {
    const warnings = this.#entries.warnings.map((message) => ({ code: 'BUILD_WARNING', message }))
    return this.runsNoProjectCode ? [...warnings, NO_PROJECT_CODE] : warnings
  }

  /** Whether all that was started are servers of Grove without any file of the project. */
  get runsNoProjectCode(): boolean {
    const groups = Object.values(this.plan.servers).filter(({ count }) => count > 0)
    if (this.#options.runFile !== runFile || groups.length === 0 || !groups.every(isOwnGroup)) return false
    const { types, modules } = this.#entries
    const hasFiles = Object.values(types).some(
      ({ services, lifecycle }) => lifecycle !== null || Object.keys(services).length > 0,
    )
    return !hasFiles && Object.keys(modules).length === 0
  }

  /** @throws `NO_SUCH_TYPE` */
  group(serverType: string): ServerGroup {
    const group = groupOf(this.plan, serverType)
    if (group) return group
    const known = Object.keys(this.plan.servers).join(', ')
    throw new HostError({
      code: 'NO_SUCH_TYPE',
      message: `The plan has no server type "${serverType}"; it has: ${known}.`,
    })
  }

  /** Returns a server as the plan has it now. */
  planned(server: PlannedServer): PlannedServer {
    const group = groupOf(this.plan, server.serverType)
    return group ? plannedServer(server.serverType, group, server.n) : server
  }

  policy(planned: PlannedServer): ServerPolicy {
    const { master } = this.plan
    const { restart = master.restart, ready, stop, tap } = groupOf(this.plan, planned.serverType) ?? {}
    const isProgram = this.isProgram(planned)
    return {
      host: master.host,
      restart,
      ready,
      isProgram,
      isObserved: !isProgram || (planned.role !== 'resource' && tap !== false),
      pairLinks: isProgram ? [] : ['control', 'rpc'],
      stop: isProgram ? programStopSteps(stop ?? DEFAULT_PROGRAM_STOP) : undefined,
    }
  }

  /** Returns who has the numbered port of a server; null where it is free. */
  async portConflict({ serverType, role, port }: PlannedServer): Promise<Problem | null> {
    if (typeof port !== 'number') return null
    const problem = await describePortConflict(this.#options.state, this.plan.master.host, port)
    const field = role === 'master' ? 'master.port' : `servers.${serverType}.port`
    return problem && { ...problem, field }
  }

  /** Returns all ports of these servers that are known before they run. */
  portsOf(servers: readonly PlannedServer[]): Set<number> {
    return new Set(
      servers.flatMap(({ serverType, n, port }) => {
        const group = groupOf(this.plan, serverType)
        const own = typeof port === 'number' ? [port] : []
        return group ? [...own, ...portsOfServer(serverType, group, n)] : own
      }),
    )
  }

  /** Whether another program runs than Grove's own server. */
  isProgram(planned: PlannedServer): boolean {
    return this.#programOf(planned) !== null
  }

  /** What servers of a type wait for before they are spawned. */
  dependenciesOf(serverType: string): Dependencies {
    return groupOf(this.plan, serverType)?.dependsOn ?? {}
  }

  /** The address that programs of this machine reach servers at. */
  get host(): string {
    const { host } = this.plan.master
    return ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  }

  /**
   * The user's own variables win, over the cluster's token too.
   * @throws `CANNOT_SPAWN` if a referenced port is not known yet
   */
  command(planned: PlannedServer, context: SpawnContext): ChildCommand {
    const { directory, run, logs } = this.#options
    const group = groupOf(this.plan, planned.serverType)
    const program = this.#programOf(planned)
    const valueOf = (reference: Reference): string => {
      const { port } = reference.server === null ? planned : { port: context.portOf(reference.server) }
      return referenceValue(reference, { host: this.host, port: typeof port === 'number' ? port : undefined })
    }
    const replaced = (text: string) => replaceReferences(text, valueOf)
    const own = Object.entries(group?.env ?? {}).map(([name, text]) => [name, replaced(text)] as const)
    const environment = processEnvironment(
      this.#source.environment,
      this.plan.env,
      Object.fromEntries(own),
      program?.env ?? {},
    )
    if (program) {
      return programCommand({
        // The command of another framework's project is not the plan's: what looks like a reference there is none.
        command: group?.command ? program.command.map(replaced) : program.command,
        directory: resolve(directory, program.cwd ?? '.'),
        environment,
        run,
        log: join(logs, logFile(planned.id)),
        adapter: this.#adapterLaunch(planned, context),
      })
    }
    return serverCommand(this.#options, {
      planned,
      host: this.plan.master.host,
      args: group?.args ?? [],
      nodeArgs: group?.nodeArgs ?? [],
      environment,
      entries: this.#entries,
      context,
    })
  }

  /** Null for programs that are not observed. */
  #adapterLaunch(planned: PlannedServer, { tap }: SpawnContext): AdapterLaunch | null {
    const { adapter, logs, t0 } = this.#options
    const { isObserved, stop } = this.policy(planned)
    if (!adapter || !isObserved) return null
    return {
      sockets: dirname(logs),
      id: planned.id,
      serverType: planned.serverType,
      role: planned.role === 'master' ? 'master' : 'server',
      host: this.plan.master.host,
      adapter: adapter.name,
      file: adapter.file,
      t0,
      tap,
      stopSignal: stop?.[0]?.signal,
    }
  }

  /** Null for Grove's own servers. */
  #programOf({ n, serverType, role }: PlannedServer): Pick<Member, 'command' | 'cwd' | 'env'> | null {
    if (role === 'master') return this.plan.master.member ?? null
    const group = groupOf(this.plan, serverType)
    if (!group) return null
    return group.command ? { command: group.command, cwd: group.cwd } : (memberOf(group, n) ?? null)
  }

  /**
   * Reads the plan and `.env` again and compiles, one request after the other. Returns whether the plan changed.
   * @throws `COMPILE_FAILED`
   */
  reload(): Promise<boolean> {
    const reloaded = this.#reloads.then(() => this.#reload())
    this.#reloads = reloaded.catch(() => {})
    return reloaded
  }

  async #reload(): Promise<boolean> {
    const changed = await this.#source.readAgain()
    const { directory, state } = this.#options
    const own = Object.entries(this.plan.servers).filter(([, group]) => isOwnGroup(group))
    // Programs load none of the files that Grove's own servers load.
    if (own.length === 0) return changed
    const types = own.map(([type]) => type)
    this.#entries = await compileProject(directory, await findProjectFiles(directory, types), state)
    return changed
  }
}
