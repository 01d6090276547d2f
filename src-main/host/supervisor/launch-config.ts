// What servers are spawned with: the plan, the project's built files, its `.env`. All are read again before a server is
// spawned later, so that a restart runs what was edited.
import {
  HostError,
  plannedServer,
  problemOf,
  type ClusterPlan,
  type PlannedServer,
  type Problem,
  type ServerGroup,
} from '../../contract/index.ts'
import type { ChildCommand } from './child.ts'
import type { ProjectEntries } from '../project/compile.ts'
import { readEnvironment } from '../project/environment.ts'
import type { ServerPolicy } from './server-process.ts'
import { loadPlan } from '../project/plan-file.ts'
import { processCommand, type SpawnContext, type ProcessContext } from './process-command.ts'

export interface LaunchConfigOptions extends ProcessContext {
  /** Where the plan is read again; it stays as it is without. */
  planFile?: string
  /** Builds the files of these server types. */
  compile(types: string[]): Promise<ProjectEntries>
}

export class LaunchConfig {
  readonly #options: LaunchConfigOptions
  #context: ProcessContext
  #entries: ProjectEntries = { types: {}, modules: {} }
  #problem: Problem | null = null
  /** The plan's file as it was read last. */
  #read: string | null = null

  constructor(options: LaunchConfigOptions) {
    this.#options = options
    this.#context = options
  }

  get plan(): ClusterPlan {
    return this.#context.plan
  }

  /** The plan was edited and is broken. */
  get problem(): Problem | null {
    return this.#problem
  }

  /** Fails with `NO_SUCH_TYPE`. */
  group(serverType: string): ServerGroup {
    const group = this.plan.servers[serverType]
    if (group) return group
    const known = Object.keys(this.plan.servers).join(', ')
    throw new HostError({
      code: 'NO_SUCH_TYPE',
      message: `The plan has no server type "${serverType}"; it has: ${known}.`,
    })
  }

  /** A server as the plan has it now. */
  planned(server: PlannedServer): PlannedServer {
    const group = this.plan.servers[server.serverType]
    return group ? plannedServer(server.serverType, group, server.n) : server
  }

  policy(serverType: string): ServerPolicy {
    const { master, servers } = this.plan
    const { restart = master.restart, ready } = servers[serverType] ?? {}
    return { host: master.host, restart, ready }
  }

  command(planned: PlannedServer, occasion: SpawnContext): ChildCommand {
    return processCommand(this.#context, planned, this.#entries, occasion)
  }

  /** Answers whether the plan changed. Fails with `COMPILE_FAILED`. */
  async reload(): Promise<boolean> {
    const changed = await this.#readAgain()
    this.#entries = await this.#options.compile(Object.keys(this.plan.servers))
    return changed
  }

  /** A plan that is broken leaves the one that worked. */
  async #readAgain(): Promise<boolean> {
    const { planFile, directory } = this.#options
    if (planFile === undefined) return false
    try {
      const plan = await loadPlan(planFile)
      const environment = await readEnvironment(directory)
      this.#problem = null
      return this.#adopt(plan, environment)
    } catch (error) {
      const message = `The plan was edited and is broken; until it is mended, servers are started as before. ${problemOf(error).message}`
      this.#problem = { ...problemOf(error), code: 'PLAN_BROKEN', message }
      return false
    }
  }

  #adopt(plan: ClusterPlan, environment: ProcessContext['environment']): boolean {
    const before = this.#read
    this.#read = JSON.stringify(plan)
    const { master, servers } = this.plan
    this.#context = {
      ...this.#context,
      environment,
      // Where the cluster is does not change while it runs, and types that run are not lost.
      plan: {
        ...plan,
        master: { ...plan.master, host: master.host, port: master.port },
        servers: { ...servers, ...plan.servers },
      },
    }
    return before !== null && before !== this.#read
  }
}
