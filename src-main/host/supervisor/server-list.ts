// The servers of a run by id: the master first, then in the plan's order, then as they were added.
import { HostError } from '../../contract/index.ts'
import type { ManagedServer } from './managed-server.ts'
import { MASTER_ID } from '../project/plan-members.ts'

export class ServerList {
  readonly #members = new Map<string, ManagedServer>()

  get all(): ManagedServer[] {
    return [...this.#members.values()]
  }

  get master(): ManagedServer | undefined {
    return this.#members.get(MASTER_ID)
  }

  /** All but the master. */
  get servers(): ManagedServer[] {
    return this.all.filter(({ id }) => id !== MASTER_ID)
  }

  /** The servers that are meant to run: a master waits for these, and for no other. */
  get expected(): string[] {
    return this.servers.filter(({ awaited }) => awaited).map(({ id }) => id)
  }

  add(member: ManagedServer): void {
    this.#members.set(member.id, member)
  }

  /** Fails with `NO_SUCH_SERVER`. */
  find(id: string): ManagedServer {
    const member = this.#members.get(id)
    if (!member) throw new HostError({ code: 'NO_SUCH_SERVER', message: `This run has no server ${id}.` })
    return member
  }

  remove({ id }: ManagedServer): void {
    this.#members.delete(id)
  }
}
