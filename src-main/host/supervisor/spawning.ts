// How the processes of a run are spawned: as the plan has them now, each where it was before, and none on a port that
// somebody else has.
import type { TapLevel } from '../../../core/protocol/record.ts'
import { HostError, type Problem } from '../../contract/index.ts'
import type { MasterChannel } from './master-channel.ts'
import type { ManagedServer } from './managed-server.ts'
import { MASTER_ID } from '../project/plan-members.ts'
import { describePortConflict } from '../system/ports/port-conflict.ts'
import type { LaunchConfig } from './launch-config.ts'
import type { ServerList } from './server-list.ts'

export interface SpawningOptions {
  /** Grove's state folder. */
  state: string
  /** The automatic port that a server had in an earlier run. */
  lastPort(id: string): number | undefined
  provisions: LaunchConfig
  roster: ServerList
  master: MasterChannel
}

export class Spawning {
  /** For those who are spawned from now on. */
  tap: TapLevel
  readonly #options: SpawningOptions
  #over = false

  constructor(tap: TapLevel, options: SpawningOptions) {
    this.tap = tap
    this.#options = options
  }

  /** From now on nothing is spawned. */
  end(): void {
    this.#over = true
  }

  get over(): boolean {
    return this.#over
  }

  /**
   * In this order; one whose port is in use fails with who has it, and without a port for the master nobody is spawned.
   * @param byPolicy not on request
   */
  async spawn(members: readonly ManagedServer[], byPolicy = false): Promise<void> {
    const { provisions } = this.#options
    for (const member of members) member.planned = provisions.planned(member.planned)
    const refusals = new Map(
      await Promise.all(members.map(async (member) => [member, await this.#refusal(member)] as const)),
    )
    this.refuseEnded()
    for (const [member, problem] of refusals) if (problem) member.fail(problem)
    if (members.some((member) => member.id === MASTER_ID && refusals.get(member))) return
    // Meanwhile one may have been spawned by another request, or have been told to stay away.
    const due = members.filter(
      (member) =>
        !member.alive && member.desired !== 'removed' && (member.desired === 'running' || !byPolicy),
    )
    for (const member of due) if (!refusals.get(member)) this.#spawn(member, byPolicy)
  }

  /** Fails with `RUN_ENDED`. */
  refuseEnded(): void {
    if (!this.#over) return
    throw new HostError({ code: 'RUN_ENDED', message: 'This run is stopping or has ended.' })
  }

  /** Why a server cannot have its numbered port; null where it can. */
  async #refusal({ id, planned: { serverType, port } }: ManagedServer): Promise<Problem | null> {
    if (typeof port !== 'number') return null
    const { state, provisions } = this.#options
    const problem = await describePortConflict(state, provisions.plan.master.host, port)
    const field = id === MASTER_ID ? 'master.port' : `servers.${serverType}.port`
    return problem && { ...problem, field }
  }

  #spawn(member: ManagedServer, byPolicy: boolean): void {
    const { provisions, roster, master, lastPort } = this.#options
    const isMaster = member.id === MASTER_ID
    // A master that comes back is looked for where it was.
    const wants = { expect: roster.expected, port: master.address?.port }
    const command = provisions.command(member.planned, {
      tap: { rpc: this.tap },
      lastPort: member.port ?? lastPort(member.id),
      ...(isMaster ? { master: wants } : {}),
    })
    member.spawn(command, provisions.policy(member.planned.serverType), byPolicy)
    if (!isMaster) master.announceMasterTo(member)
    if (member.inspected) master.sendDebugged()
  }
}
