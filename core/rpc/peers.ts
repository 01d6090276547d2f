// The caller's side of a process, whole: its view of who there is, the proxies of those who can be called, and the
// connections to those who were.
import type { ServerRecord } from '../protocol/packet.ts'
import { MembershipView } from '../membership/view.ts'
import type { Tap } from '../tap/tap.ts'
import type { MailboxOptions } from './mailbox.ts'
import { Proxies } from './proxy.ts'
import { Rpc } from './rpc.ts'
import { Station } from './station.ts'

export class Peers {
  readonly view = new MembershipView()
  readonly proxies: Proxies
  readonly rpc: Rpc
  readonly #station: Station

  constructor(tap: Tap, options: MailboxOptions) {
    this.proxies = new Proxies(tap)
    this.#station = new Station(this.view, this.proxies, options)
    this.rpc = new Rpc(this.view, this.proxies, this.#station)
  }

  add(records: ServerRecord[]): void {
    this.proxies.add(records)
  }

  remove(records: ServerRecord[]): void {
    this.#station.drop(records)
    this.proxies.remove(records)
  }

  /** Waits until every call has its answer. */
  idle(): Promise<void> {
    return this.#station.idle()
  }

  close(): void {
    this.#station.close()
  }
}
