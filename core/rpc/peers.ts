// The caller's side of a process: the view of the cluster, the proxies of callable servers, and the connections to them.
import type { ServerRecord } from '../protocol/packet.ts'
import { MembershipView, type RemovedServer } from '../membership/view.ts'
import type { Tap } from '../tap/tap.ts'
import type { MailboxOptions } from './mailbox.ts'
import { Proxies } from './proxy.ts'
import { RequestedCalls } from './requested-calls.ts'
import { Rpc } from './rpc.ts'
import { Station } from './station.ts'

export class Peers {
  readonly view = new MembershipView()
  readonly proxies: Proxies
  readonly rpc: Rpc
  readonly requestedCalls: RequestedCalls
  readonly #station: Station

  constructor(tap: Tap, options: MailboxOptions) {
    this.proxies = new Proxies(tap)
    this.#station = new Station(this.view, this.proxies, options)
    this.rpc = new Rpc(this.proxies, this.#station)
    this.requestedCalls = new RequestedCalls(tap, this.proxies, this.#station)
  }

  add(records: readonly ServerRecord[]): void {
    this.proxies.add(records)
  }

  remove(removed: readonly RemovedServer[]): void {
    this.#station.drop(removed)
    this.proxies.remove(removed.map(({ record }) => record))
  }

  /** Closes every connection as soon as its calls are answered. Later calls open new connections. */
  drain(): Promise<void> {
    return this.#station.drain()
  }

  /** Calls that are not answered yet fail with `PEER_LOST`. */
  close(): void {
    this.#station.close()
  }
}
