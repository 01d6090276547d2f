// All outgoing mailboxes of a process: one for each server that was called, until the view drops that server.
import { ClusterError } from '../protocol/errors.ts'
import type { MembershipView, RemovedServer } from '../membership/view.ts'
import { Mailbox, type MailboxOptions } from './mailbox.ts'
import { assertOffered, type Proxies, type ServerProxy } from './proxy.ts'

export class Station {
  readonly #view: MembershipView
  readonly #proxies: Proxies
  readonly #options: MailboxOptions
  /** By server id; the instance distinguishes a restarted server. */
  readonly #mailboxes = new Map<string, { instance: string; mailbox: Mailbox }>()
  /** Mailboxes that get no new calls, and close when every call is answered. */
  readonly #draining = new Set<Mailbox>()

  constructor(view: MembershipView, proxies: Proxies, options: MailboxOptions) {
    this.#view = view
    this.#proxies = proxies
    this.#options = options
  }

  /**
   * @param timeoutMs the protocol's by default
   * @throws `NO_SUCH_SERVER`, `NOT_CALLABLE` or `NO_SUCH_METHOD` at once; later the codes of §8
   */
  async call(
    id: string,
    service: string,
    method: string,
    args: unknown[],
    timeoutMs?: number,
  ): Promise<unknown> {
    const proxy = this.#proxies.get(id) ?? this.#uncallable(id)
    assertOffered(proxy, service, method)
    return this.#mailbox(proxy).call({ namespace: 'user', service, method, args }, timeoutMs)
  }

  /** Returns why no server of a type can be called. */
  noneCallable(serverType: string): ClusterError {
    return this.#view.ofType(serverType).length === 0
      ? new ClusterError('NO_SUCH_SERVER', `no server of type ${serverType} is in the cluster`)
      : new ClusterError('NOT_CALLABLE', `no server of type ${serverType} has an RPC port and services`)
  }

  /** A server that left in order still answers the calls that it has; calls to any other server fail at once. */
  drop(removed: readonly RemovedServer[]): void {
    for (const { record, reason } of removed) {
      const entry = this.#mailboxes.get(record.id)
      if (entry?.instance !== record.instance) continue
      this.#mailboxes.delete(record.id)
      if (reason === 'closed') void this.#drain(entry.mailbox)
      else entry.mailbox.close()
    }
  }

  /** Closes every connection as soon as its calls are answered. Later calls open new connections. */
  async drain(): Promise<void> {
    const open = [...this.#mailboxes.values()].map(({ mailbox }) => mailbox)
    this.#mailboxes.clear()
    await Promise.all([...this.#draining, ...open].map((mailbox) => this.#drain(mailbox)))
  }

  close(): void {
    for (const { mailbox } of this.#mailboxes.values()) mailbox.close()
    for (const mailbox of this.#draining) mailbox.close()
    this.#mailboxes.clear()
  }

  async #drain(mailbox: Mailbox): Promise<void> {
    this.#draining.add(mailbox)
    await mailbox.idle()
    mailbox.close()
    this.#draining.delete(mailbox)
  }

  #mailbox(proxy: ServerProxy): Mailbox {
    const known = this.#mailboxes.get(proxy.id)
    if (known?.instance === proxy.instance) return known.mailbox
    known?.mailbox.close()
    const mailbox = new Mailbox(proxy, this.#options)
    this.#mailboxes.set(proxy.id, { instance: proxy.instance, mailbox })
    return mailbox
  }

  #uncallable(id: string): never {
    if (!this.#view.get(id)) throw new ClusterError('NO_SUCH_SERVER', `no server ${id} is in the cluster`)
    const hint = 'A server that can be called has an RPC port and at least one service.'
    throw new ClusterError('NOT_CALLABLE', `${id} is listed, but has no RPC port or no services`, { hint })
  }
}
