// Reads the records of servers that master and servers send each other. They know processes by their pid only.
import type { MemberRecord } from '../../protocol/record.ts'
import type { Foreign } from '../adapter.ts'

export class MemberRecords {
  /** The master forgets the pid of a server that reconnects, and sends the others records without it. */
  readonly #pids = new Map<string, string>()

  learn(id: string, pid: Foreign): void {
    if (pid !== undefined && pid !== null) this.#pids.set(id, String(pid))
  }

  /** An unknown instance is empty. */
  recordOf(record: Foreign): MemberRecord {
    const { id, pid, serverType, port } = record
    this.learn(id, pid)
    // A server without a port has no acceptor, so others cannot call it.
    return { id, instance: this.#pids.get(id) ?? '', serverType: String(serverType), callable: Boolean(port) }
  }
}
