// Who comes to a run after its start, and who goes: servers added, started again on request or by their policy, scaled.
import { HostError, problemOf, type PlannedServer } from '../../contract/index.ts'
import type { GracePeriods } from './stop-escalation.ts'
import type { ManagedServer } from './managed-server.ts'
import type { LaunchConfig } from './launch-config.ts'
import type { ServerList } from './server-list.ts'
import { scaling, type Scaling } from './scaling.ts'
import type { Spawning } from './spawning.ts'

export interface StaffingOptions {
  grace: GracePeriods
  provisions: LaunchConfig
  roster: ServerList
  spawning: Spawning
  enlist(planned: PlannedServer): ManagedServer
  /** The plan was edited since the last time. */
  planChanged(): void
  /** There are other servers than before. */
  changed(): void
}

export class Staffing {
  readonly #options: StaffingOptions

  constructor(options: StaffingOptions) {
    this.#options = options
  }

  /** Adds a server of a type; answers its id. Fails with `NO_SUCH_TYPE` or `BAD_COUNT`. */
  async add(serverType: string): Promise<string> {
    const present = this.#options.roster.servers.filter(({ planned }) => planned.serverType === serverType)
    const { added } = await this.#scaling(serverType, present.length + 1)
    await this.#spawn(this.#enlist(added))
    return added[0]?.id ?? ''
  }

  /**
   * Makes a type so many running servers: starts what ended and adds what lacks, or stops the highest numbers and
   * forgets them. Resolves when those have ended. Fails with `NO_SUCH_TYPE` or `BAD_COUNT`.
   */
  async scale(serverType: string, count: number): Promise<void> {
    const { ended, added, leaving } = await this.#scaling(serverType, count)
    await this.#spawn([...ended, ...this.#enlist(added)])
    for (const member of leaving) member.desired = 'removed'
    await Promise.all(leaving.map((member) => this.#dismiss(member)))
  }

  /** On request. Fails with `ALREADY_RUNNING`. */
  async respawn(member: ManagedServer): Promise<void> {
    if (member.alive) {
      throw new HostError({ code: 'ALREADY_RUNNING', message: `${member.id} is running.`, server: member.id })
    }
    await this.#prepare()
    await this.#spawn([member])
  }

  /** By its policy. What hinders it is the server's problem, unless the run is ending anyway. */
  async restart(member: ManagedServer): Promise<void> {
    try {
      await this.#prepare()
      if (member.desired === 'running') await this.#spawn([member], true)
    } catch (error) {
      if (!this.#options.spawning.over) member.fail(problemOf(error))
    }
  }

  async #scaling(serverType: string, count: number): Promise<Scaling> {
    await this.#prepare()
    const { provisions, roster } = this.#options
    return scaling(serverType, provisions.group(serverType), count, roster.all)
  }

  async #dismiss(member: ManagedServer): Promise<void> {
    await member.stop(this.#options.grace, 'scaled down')
    this.#options.roster.remove(member)
    this.#options.changed()
  }

  /** They follow the plan and the files as they are now. Fails with `RUN_ENDED`. */
  async #prepare(): Promise<void> {
    const changed = await this.#options.provisions.reload()
    this.#options.spawning.refuseEnded()
    if (changed) this.#options.planChanged()
  }

  #enlist(added: PlannedServer[]): ManagedServer[] {
    return added.map((planned) => this.#options.enlist(planned))
  }

  async #spawn(members: ManagedServer[], byPolicy = false): Promise<void> {
    await this.#options.spawning.spawn(members, byPolicy)
    this.#options.changed()
  }
}
