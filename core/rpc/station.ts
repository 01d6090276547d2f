// All outgoing mailboxes of a process: one for each server that was called, gone when the view drops the server.
import { ClusterError } from '../protocol/errors.ts'
import type { ServerRecord } from '../protocol/packet.ts'
import type { MembershipView } from '../membership/view.ts'
import { Mailbox, type MailboxOptions } from './mailbox.ts'
import { checkOffered, type Proxies, type ServerProxy } from './proxy.ts'

export class Station {
  readonly #view: MembershipView
  readonly #proxies: Proxies
  readonly #options: MailboxOptions
  /** By server id; the instance tells a restarted server's mailbox from the one before. */
  readonly #mailboxes = new Map<string, { instance: string; mailbox: Mailbox }>()

  constructor(view: MembershipView, proxies: Proxies, options: MailboxOptions) {
    this.#view = view
    this.#proxies = proxies
    this.#options = options
  }

  /** Fails at once with `NO_SUCH_SERVER`, `NOT_CALLABLE` or `NO_SUCH_METHOD`; later with the codes of §8. */
  async call(id: string, service: string, method: string, args: unknown[]): Promise<unknown> {
    const proxy = this.#proxies.get(id) ?? this.#uncallable(id)
    checkOffered(proxy, service, method)
    return this.#mailbox(proxy).call({ namespace: 'user', service, method, args })
  }

  drop(records: ServerRecord[]): void {
    for (const { id, instance } of records) {
      const entry = this.#mailboxes.get(id)
      if (entry?.instance !== instance) continue
      this.#mailboxes.delete(id)
      entry.mailbox.close()
    }
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#mailboxes.values()].map(({ mailbox }) => mailbox.idle()))
  }

  close(): void {
    for (const { mailbox } of this.#mailboxes.values()) mailbox.close()
    this.#mailboxes.clear()
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
    const hint = 'Give its type a "port" in the plan, and a service in servers/<type>/remote/.'
    throw new ClusterError('NOT_CALLABLE', `${id} is listed, but has no RPC port or no services`, { hint })
  }
}
