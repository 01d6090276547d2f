// Taps `@socket.io/redis-streams-adapter` since 0.3, whose nodes subscribe by a client that it makes itself.
import type { AdapterContext, Foreign } from '../adapter.ts'
import type { RedisClients } from './redis-client.ts'
import type { Subscribers } from './subscribers.ts'

const DEFAULT_PREFIX = 'socket.io'

export function tapStreamsAdapter(
  context: AdapterContext,
  clients: RedisClients,
  subscribers: Subscribers,
): void {
  const match = { package: '@socket.io/redis-streams-adapter', file: 'dist/adapter.js' }
  context.onModuleLoaded(match, (exports) => {
    context.wrapMethod(exports, 'createAdapter', (self, args, create) => {
      const [client, options] = args
      const copies = collectCopies(context, clients, client)
      const holder = { makeAdapter: create(self, args) }
      // The other copies read the streams.
      const subscriber: Foreign = copies().pop()
      context.wrapMethod(holder, 'makeAdapter', (_, [nsp], make) => {
        const adapter = make(undefined, [nsp])
        const prefix = `${options?.channelPrefix ?? DEFAULT_PREFIX}#${nsp.name}#`
        const channels = [prefix, `${prefix}${adapter.uid}#`]
        const isSharded = options?.useShardedPubSub === true
        subscribers.setUse(adapter, { publisher: client, subscriber, channels, prefix, isSharded })
        return adapter
      })
      return holder.makeAdapter
    })
  })
}

/** Watches the copies that are made of a client until the returned function is called, which returns them. */
function collectCopies(context: AdapterContext, clients: RedisClients, client: Foreign): () => Foreign[] {
  const copies: Foreign[] = []
  const { duplicate } = client
  context.wrapMethod(client, 'duplicate', (self, args, original) => {
    const copy = original(self, args)
    clients.watch(copy)
    copies.push(copy)
    return copy
  })
  return () => {
    client.duplicate = duplicate
    return copies
  }
}
