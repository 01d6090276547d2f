// The servers of a run by id: the master first, then in the plan's order, then as they were added.
import { HostError } from '../../contract/index.ts'
import { MASTER_ID } from '../project/plan-members.ts'
import type { ManagedServer } from './managed-server.ts'

export class ServerList {
  readonly #servers = new Map<string, ManagedServer>()

  get all(): ManagedServer[] {
    return [...this.#servers.values()]
  }

  get master(): ManagedServer | undefined {
    return this.#servers.get(MASTER_ID)
  }

  /** All but the master. */
  get servers(): ManagedServer[] {
    return this.all.filter(({ id }) => id !== MASTER_ID)
  }

  /** The ids that the master waits for. */
  get expectedIds(): string[] {
    return this.servers.filter(({ isExpected }) => isExpected).map(({ id }) => id)
  }

  add(server: ManagedServer): void {
    this.#servers.set(server.id, server)
  }

  /** @throws `NO_SUCH_SERVER` */
  find(id: string): ManagedServer {
    const server = this.#servers.get(id)
    if (!server) throw new HostError({ code: 'NO_SUCH_SERVER', message: `This run has no server ${id}.` })
    return server
  }

  remove({ id }: ManagedServer): void {
    this.#servers.delete(id)
  }
}
