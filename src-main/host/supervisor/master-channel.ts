// Messages between the launcher and the master: its address, the servers it expects, and when to hold announcements.
import type { ChildMessage } from '../../../core/process/messages.ts'
import type { ManagedServer } from './managed-server.ts'
import type { ServerList } from './server-list.ts'
import type { MasterStatus } from './status-reason.ts'

const HOLD_TIMEOUT_MS = 1_000

export type MasterListening = Extract<ChildMessage, { grove: 'listening' }>

export class MasterChannel {
  readonly #servers: ServerList
  #address: MasterListening | null = null
  #isListening = false
  #onHeld: () => void = () => {}

  constructor(servers: ServerList) {
    this.#servers = servers
  }

  /** Where it listens, or did last; null before it ever did. */
  get address(): MasterListening | null {
    return this.#address
  }

  /** Null where the cluster has no master. */
  get status(): MasterStatus | null {
    const { master } = this.#servers
    if (!master) return null
    return {
      address: this.#address && `${this.#address.host}:${this.#address.port}`,
      alive: master.isAlive,
      paused: master.isPaused,
    }
  }

  onListening(address: MasterListening): void {
    this.#address = address
    this.#isListening = true
    for (const server of this.#servers.servers) this.announceMasterTo(server)
    this.sendDebugged()
  }

  /** Its port may belong to any program now, so a server that starts meanwhile waits for the next address. */
  onExited(): void {
    this.#isListening = false
  }

  /** Sends a server the master's address, once the master listens. */
  announceMasterTo(server: ManagedServer): void {
    if (!this.#address || !this.#isListening) return
    const { host, port, cause } = this.#address
    server.send({ grove: 'master', host, port, cause })
  }

  /** Sends the master the ids of the servers that it waits for. */
  sendExpected(): void {
    this.#servers.master?.send({ grove: 'expect', ids: this.#servers.expectedIds })
  }

  /** Sends the master the ids of the servers with an open debugger, whose silence is not a loss. */
  sendDebugged(): void {
    const ids = this.#servers.servers.filter(({ isDebugged }) => isDebugged).map(({ id }) => id)
    this.#servers.master?.send({ grove: 'inspected', ids })
  }

  /** While the whole cluster stops, no server needs to hear that each of the others leaves. */
  async holdAnnouncements(): Promise<void> {
    const { master } = this.#servers
    if (!master?.isAlive || !this.#address) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, HOLD_TIMEOUT_MS)
      this.#onHeld = () => {
        clearTimeout(timer)
        resolve()
      }
      master.send({ grove: 'holdAnnouncements' })
    })
  }

  onAnnouncementsHeld(): void {
    this.#onHeld()
  }
}
