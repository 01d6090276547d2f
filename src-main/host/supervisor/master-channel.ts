// What passes between the launcher and the master's process: where it listens, for whom it waits, and when to hold its tongue.
import type { ChildMessage } from '../../../core/process/messages.ts'
import type { ManagedServer } from './managed-server.ts'
import type { ServerList } from './server-list.ts'
import type { MasterStatus } from './status-reason.ts'

/** How long the master may take to say that it holds its announcements, milliseconds. */
const HOLD_DEADLINE = 1_000

export type MasterAddress = Extract<ChildMessage, { grove: 'listening' }>

export class MasterChannel {
  readonly #roster: ServerList
  #address: MasterAddress | null = null
  #held: () => void = () => {}

  constructor(roster: ServerList) {
    this.#roster = roster
  }

  /** Where it listens, or did last; null before it ever did. */
  get address(): MasterAddress | null {
    return this.#address
  }

  /** What the others can see of it. */
  get status(): MasterStatus {
    const { master } = this.#roster
    return {
      address: this.#address && `${this.#address.host}:${this.#address.port}`,
      alive: master?.alive ?? false,
      paused: master?.faults.paused ?? false,
    }
  }

  /** It listens: every server is told where. */
  onListening(address: MasterAddress): void {
    this.#address = address
    for (const member of this.#roster.servers) this.announceMasterTo(member)
    this.sendDebugged()
  }

  /** Tells a server where the master listens, if that is known. */
  announceMasterTo(member: ManagedServer): void {
    if (!this.#address) return
    const { host, port, cause } = this.#address
    member.send({ grove: 'master', host, port, cause })
  }

  /** Tells the master whom to wait for. */
  sendExpected(): void {
    this.#roster.master?.send({ grove: 'expect', ids: this.#roster.expected })
  }

  /** Tells the master on whom a debugger is open: their silence is no loss. */
  sendDebugged(): void {
    const ids = this.#roster.servers.filter(({ inspected }) => inspected).map(({ id }) => id)
    this.#roster.master?.send({ grove: 'inspected', ids })
  }

  /** While the whole cluster stops, nobody needs to hear that each of the others goes. */
  async holdAnnouncements(): Promise<void> {
    const { master } = this.#roster
    if (!master?.alive || !this.#address) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, HOLD_DEADLINE)
      this.#held = () => {
        clearTimeout(timer)
        resolve()
      }
      master.send({ grove: 'holdAnnouncements' })
    })
  }

  /** It said that it holds its announcements. */
  onAnnouncementsHeld(): void {
    this.#held()
  }
}
