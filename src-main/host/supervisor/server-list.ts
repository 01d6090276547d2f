// The servers of a run by id: the master first, then in the plan's order, then as they were added.
import { HostError } from '../../contract/index.ts'
import type { ManagedServer } from './managed-server.ts'
import type { WorkerServer } from './worker-server.ts'

export class ServerList {
  readonly #servers = new Map<string, ManagedServer>()

  get all(): ManagedServer[] {
    return [...this.#servers.values()]
  }

  get master(): ManagedServer | undefined {
    return this.all.find(({ role }) => role === 'master')
  }

  /** All but the master. */
  get servers(): ManagedServer[] {
    return this.all.filter(({ role }) => role !== 'master')
  }

  /** The ids of the members that the master waits for. */
  get expectedIds(): string[] {
    return this.all.filter(({ role, isExpected }) => role === 'server' && isExpected).map(({ id }) => id)
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

  /** Members that run in the programs of others. */
  get workers(): WorkerServer[] {
    return this.all.flatMap(({ process }) => [...(process?.workers.values() ?? [])])
  }

  findWorker(id: string): WorkerServer | undefined {
    return this.workers.find((worker) => worker.id === id)
  }

  remove({ id }: ManagedServer): void {
    this.#servers.delete(id)
  }
}
