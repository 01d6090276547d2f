// A client of Redis that a node subscribes with, of the packages `redis` or `ioredis`: which subscriptions Redis has
// confirmed, and whether it is connected.
import type { AdapterContext, Foreign } from '../adapter.ts'

const SUBSCRIBE = ['subscribe', 'pSubscribe', 'psubscribe', 'sSubscribe', 'ssubscribe']
const UNSUBSCRIBE = ['unsubscribe', 'pUnsubscribe', 'punsubscribe', 'sUnsubscribe', 'sunsubscribe']

export interface RedisClientEvents {
  subscribed(channel: string): void
  unsubscribed(channel: string): void
  lost(): void
  ready(): void
}

export class WatchedClient {
  readonly subscriptions = new Set<string>()
  readonly #listeners = new Set<RedisClientEvents>()

  constructor(context: AdapterContext, client: Foreign) {
    for (const method of SUBSCRIBE) this.#wrap(context, client, method, (channel) => this.#add(channel))
    for (const method of UNSUBSCRIBE) this.#wrap(context, client, method, (channel) => this.#delete(channel))
    client.on(
      'reconnecting',
      context.guard(() => this.#tell((listener) => listener.lost())),
    )
    client.on(
      'ready',
      context.guard(() => this.#tell((listener) => listener.ready())),
    )
  }

  listen(listener: RedisClientEvents): void {
    this.#listeners.add(listener)
    for (const channel of this.subscriptions) listener.subscribed(channel)
  }

  /** Redis says that this client subscribes to these. */
  confirm(channels: string[]): void {
    for (const channel of channels) this.#add(channel)
  }

  #wrap(context: AdapterContext, client: Foreign, method: string, done: (channel: string) => void): void {
    if (typeof client[method] !== 'function') return
    const doneAll = context.guard((channels: string[]) => channels.forEach(done))
    context.wrapMethod(client, method, (self, args, original) => {
      const result: unknown = original(self, args)
      const channels = args.flat().filter((arg): arg is string => typeof arg === 'string')
      // A rejection stays unhandled, as it is without Grove.
      if (result instanceof Promise) void result.then(() => doneAll(channels))
      else doneAll(channels)
      return result
    })
  }

  #add(channel: string): void {
    if (this.subscriptions.has(channel)) return
    this.subscriptions.add(channel)
    this.#tell((listener) => listener.subscribed(channel))
  }

  #delete(channel: string): void {
    if (this.subscriptions.delete(channel)) this.#tell((listener) => listener.unsubscribed(channel))
  }

  #tell(call: (listener: RedisClientEvents) => void): void {
    for (const listener of this.#listeners) call(listener)
  }
}

export class RedisClients {
  readonly #context: AdapterContext
  readonly #clients = new WeakMap<Foreign, WatchedClient>()

  constructor(context: AdapterContext) {
    this.#context = context
  }

  isWatched(client: Foreign): boolean {
    return this.#clients.has(client)
  }

  watch(client: Foreign): WatchedClient {
    let watched = this.#clients.get(client)
    if (!watched) this.#clients.set(client, (watched = new WatchedClient(this.#context, client)))
    return watched
  }
}

/** Asks Redis for the names of the channels that match a pattern and have subscribers. */
export async function findChannels(client: Foreign, pattern: string, isSharded: boolean): Promise<string[]> {
  const args = [isSharded ? 'SHARDCHANNELS' : 'CHANNELS', pattern]
  const answers: unknown = await Promise.all(
    connectionsOf(client).map((connection) => pubsub(connection, args)),
  )
  return [...new Set((answers as Foreign[]).flat().map(String))]
}

/** Returns the connections to ask: of a cluster, one to each master. */
function connectionsOf(client: Foreign): Foreign[] {
  if (typeof client.nodes === 'function') return client.nodes('master')
  return Array.isArray(client.masters) ? client.masters.map((master: Foreign) => master.client) : [client]
}

function pubsub(client: Foreign, args: string[]): Promise<unknown> {
  if (typeof client.pSubscribe === 'function') return client.sendCommand(['PUBSUB', ...args])
  if (typeof client.call === 'function') return client.call('PUBSUB', ...args)
  return new Promise((resolve, reject) => {
    client.send_command('PUBSUB', args, (error: unknown, channels: unknown) =>
      error ? reject(error) : resolve(channels),
    )
  })
}
