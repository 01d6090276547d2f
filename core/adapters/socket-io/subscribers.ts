// Nodes that Redis knows as subscribers: those of this process with their own subscriptions, and the names of all.
import type { AdapterContext, Foreign } from '../adapter.ts'
import type { Node } from './node.ts'
import { findChannels, type RedisClients } from './redis-client.ts'

/** How old the names of the nodes may be while their number stays the same. */
const MAX_AGE_MS = 1000
const CONFIRM_INTERVAL_MS = 50

/** What an adapter uses of Redis. */
export interface RedisUse {
  publisher: Foreign
  subscriber: Foreign
  /** The channels that this node needs, patterns with their `*`. */
  channels: string[]
  /** Each node subscribes to this and its uid and `#`. */
  prefix: string
  isSharded: boolean
}

interface Counted {
  use: RedisUse
  uid: string
  names: string[]
  count: number
  at: number
}

export class Subscribers {
  readonly #context: AdapterContext
  readonly #clients: RedisClients
  readonly #uses = new WeakMap<Foreign, RedisUse>()
  readonly #counted = new WeakMap<Foreign, Counted>()

  constructor(context: AdapterContext, clients: RedisClients) {
    this.#context = context
    this.#clients = clients
  }

  /** Remembers what an adapter does not show itself. */
  setUse(adapter: Foreign, use: RedisUse): void {
    this.#uses.set(adapter, use)
  }

  /** Follows the subscriptions of a new adapter, and learns the names of nodes whenever it counts them. */
  watchAdapter(node: Node, adapter: Foreign): void {
    const use = this.#uses.get(adapter)
    if (!use || this.#counted.has(adapter)) return
    this.#counted.set(adapter, { use, uid: adapter.uid, names: [], count: 0, at: -Infinity })
    this.#context.wrapMethod(adapter, 'serverCount', (self, args, original) =>
      this.#count(node, adapter, original(self, args)),
    )
    const reason = `subscriptions of ${adapter.nsp.name}`
    node.wait(reason)
    const isLate = !this.#clients.isWatched(use.subscriber)
    this.#follow(node, adapter, use)
    if (isLate) void this.#confirm(node, adapter, use)
  }

  /** Returns the names of the other nodes, as of the last count. */
  of(adapter: Foreign): string[] {
    return this.#counted.get(adapter)?.names ?? []
  }

  #follow(node: Node, adapter: Foreign, { channels, subscriber }: RedisUse): void {
    const { member } = node
    const reason = `subscriptions of ${adapter.nsp.name}`
    const missing = new Set(channels)
    member.become('subscribing')
    this.#clients.watch(subscriber).listen({
      subscribed: (channel: string) => {
        if (!missing.delete(channel)) return
        member.step('subscribed', channel)
        if (missing.size > 0) return
        if (member.state === 'subscribing') member.become('subscribed')
        node.settle(reason)
      },
      unsubscribed: (channel: string) => {
        if (!channels.includes(channel) || member.state === 'stopping') return
        missing.add(channel)
        member.step('unsubscribed', channel)
      },
      lost: () => node.lose('subscriber'),
      ready: () => node.settle('subscriber'),
    })
  }

  /** Asks Redis until it knows the last subscription: of a client that was not watched from the beginning. */
  async #confirm(node: Node, adapter: Foreign, use: RedisUse): Promise<void> {
    while (node.member.state !== 'stopping') {
      try {
        const own = await findChannels(use.publisher, `${escaped(use.prefix + adapter.uid)}#`, use.isSharded)
        if (own.length > 0) return this.#clients.watch(use.subscriber).confirm(use.channels)
      } catch {
        // It is not connected yet.
      }
      await new Promise((resolve) => setTimeout(resolve, CONFIRM_INTERVAL_MS).unref())
    }
  }

  /** The names are asked for beside the number, so that they are of the same moment and cost no time. */
  #count(node: Node, adapter: Foreign, count: Promise<number>): Promise<number> {
    const counted = this.#counted.get(adapter)
    if (!counted) return count
    const isOld = Date.now() - counted.at > MAX_AGE_MS
    if (!isOld && node.member.bus.isIdle('rpc')) return count
    const names = isOld ? this.#refresh(counted) : Promise.resolve()
    return Promise.all([count, names]).then(async ([number]) => {
      if (number !== counted.count && !isOld) await this.#refresh(counted)
      this.#compare(node, counted, number)
      return number
    })
  }

  async #refresh(counted: Counted): Promise<void> {
    const { use, uid } = counted
    counted.at = Date.now()
    try {
      const channels = await findChannels(use.publisher, `${escaped(use.prefix)}*#`, use.isSharded)
      const uids = channels.map((channel) => channel.slice(use.prefix.length, -1))
      // A room may have a channel of the same form.
      counted.names = uids.filter((name) => name !== uid && name.length === uid.length && !name.includes('#'))
    } catch {
      // Not known is not none: without names nobody is expected.
      counted.names = []
    }
  }

  /** A subscriber that is no node never answers, and each request waits for it. */
  #compare(node: Node, counted: Counted, count: number): void {
    if (count === counted.count) return
    counted.count = count
    const nodes = counted.names.length + 1
    if (count <= nodes || counted.names.length === 0) return
    node.member.log(
      'warn',
      `Redis counts ${count} subscribers of "${counted.use.prefix}", but only ${nodes} of them are nodes. Each request to all nodes waits for an answer of the others until it times out.`,
    )
  }
}

/** Returns a pattern of Redis that matches this text only. */
function escaped(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&')
}
