// The plan of a run and its `.env`, which are read again before later spawns.
import {
  groupOf,
  hasMaster,
  HostError,
  isOwnGroup,
  problemOf,
  type ClusterPlan,
  type Problem,
} from '../../contract/index.ts'
import { adapterOf } from '../project/adapter-file.ts'
import { readEnvironment, type Environment } from '../project/environment.ts'

export interface PlanSourceOptions {
  plan: ClusterPlan
  /** Reads the plan again; without it the plan stays as it is. */
  reloadPlan?: (() => Promise<ClusterPlan>) | undefined
  /** The project's `.env`. */
  environment: Environment
  /** The project's folder, and the working directory of each process. */
  directory: string
}

export class PlanSource {
  readonly #options: PlanSourceOptions
  #plan: ClusterPlan
  #environment: Environment
  #problem: Problem | null = null
  /** The plan as it was read last. */
  #lastRead: string | null = null

  constructor(options: PlanSourceOptions) {
    this.#options = options
    this.#plan = options.plan
    this.#environment = options.environment
  }

  get plan(): ClusterPlan {
    return this.#plan
  }

  get environment(): Environment {
    return this.#environment
  }

  /** The edited plan is invalid; the last valid one stays in use. */
  get problem(): Problem | null {
    return this.#problem
  }

  /** Returns whether the plan changed. Never throws: an invalid plan is a problem. */
  async readAgain(): Promise<boolean> {
    const { reloadPlan, directory } = this.#options
    if (!reloadPlan) return false
    try {
      const plan = await reloadPlan()
      this.#environment = await readEnvironment(directory)
      this.#problem = null
      return this.#adopt(plan)
    } catch (error) {
      const problem = problemOf(error)
      const file = problem.code === 'BAD_ENV' ? '.env file' : 'plan'
      const message = `The ${file} was edited and is invalid; the last valid one stays in use. ${problem.message}`
      this.#problem = { ...problem, code: 'PLAN_BROKEN', message }
      return false
    }
  }

  #adopt(plan: ClusterPlan): boolean {
    if (hasMaster(plan) !== hasMaster(this.#plan)) throw masterChanged()
    if (adapterOf(plan)?.adapter !== adapterOf(this.#plan)?.adapter) throw adapterChanged()
    const { master, servers } = this.#plan
    for (const [type, group] of Object.entries(plan.servers)) {
      const known = groupOf(this.#plan, type)
      if (known && isOwnGroup(known) !== isOwnGroup(group)) throw kindChanged(type)
    }
    const before = this.#lastRead
    this.#lastRead = JSON.stringify(plan)
    // The master's address stays while the run lasts, and types that have servers are kept.
    this.#plan = {
      ...plan,
      master: { ...plan.master, host: master.host, port: master.port },
      servers: { ...servers, ...plan.servers },
    }
    return before !== null && before !== this.#lastRead
  }
}

/** A recording has one dialect. */
function adapterChanged(): HostError {
  return new HostError({
    code: 'BAD_PLAN',
    message: 'The plan has another adapter now. Stop the run and start it again.',
    field: 'servers',
  })
}

/** What a type is, a member or a program beside the cluster, is in the recording. */
function kindChanged(type: string): HostError {
  return new HostError({
    code: 'BAD_PLAN',
    message: `The type ${type} got a command, or lost it. Stop the run and start it again.`,
    field: `servers.${type}.command`,
  })
}

/** A run has a master from its start to its end, or never. */
function masterChanged(): HostError {
  return new HostError({
    code: 'BAD_PLAN',
    message: "The plan has Grove's own servers now, or has none any more. Stop the run and start it again.",
    field: 'servers',
  })
}
