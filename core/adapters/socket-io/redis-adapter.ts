// Taps `@socket.io/redis-adapter`: what its nodes publish and receive, and who subscribes.
import type { AdapterContext, Foreign, Original } from '../adapter.ts'
import type { Node, Nodes } from './node.ts'
import type { RedisClients } from './redis-client.ts'
import { describeBroadcast, describeRequest, describeResponse, isJson, readEnvelope } from './redis-packet.ts'
import type { Subscribers } from './subscribers.ts'

/** An adapter with what its parser did last, so that no payload is decoded twice. */
interface Tapped {
  adapter: Foreign
  node: Node
  encoded: { value: Foreign; bytes: Foreign } | null
  decoded: { value: Foreign; bytes: Foreign } | null
  /** Methods of the requests of others that may still be answered, by their ids. */
  requests: Map<string, number | undefined>
}

/** Requests that were never answered are forgotten, the oldest first. */
const MAX_OPEN_REQUESTS = 1000

export class RedisAdapterTap {
  readonly #context: AdapterContext
  readonly #nodes: Nodes
  readonly #clients: RedisClients
  readonly #subscribers: Subscribers
  readonly #tapped = new Map<Foreign, Tapped>()
  /** Publishing clients → the adapters that use them. */
  readonly #publishers = new Map<Foreign, Tapped[]>()

  constructor(context: AdapterContext, nodes: Nodes, clients: RedisClients, subscribers: Subscribers) {
    this.#context = context
    this.#nodes = nodes
    this.#clients = clients
    this.#subscribers = subscribers
    context.onModuleLoaded({ package: '@socket.io/redis-adapter' }, (exports) => this.#wrap(exports))
    const sharded = { package: '@socket.io/redis-adapter', file: 'dist/sharded-adapter.js' }
    context.onModuleLoaded(sharded, (exports) => this.#watchSubscriber(exports, 'createShardedAdapter'))
  }

  /** Called with each new adapter. */
  add(adapter: Foreign): void {
    const { pubClient, subClient } = adapter
    if (typeof adapter.requestChannel === 'string') this.#addClassic(adapter)
    else if (pubClient && typeof adapter.responseChannel === 'string') {
      const channels = [adapter.channel, adapter.responseChannel]
      const use = {
        publisher: pubClient,
        subscriber: subClient,
        channels,
        prefix: adapter.channel,
        isSharded: true,
      }
      this.#subscribers.setUse(adapter, use)
    }
  }

  #addClassic(adapter: Foreign): void {
    const { channel, requestChannel, responseChannel, pubClient, subClient } = adapter
    const node = this.#nodes.of(adapter)
    const tapped: Tapped = { adapter, node, encoded: null, decoded: null, requests: new Map() }
    this.#tapped.set(adapter, tapped)
    adapter.parser = rememberingParser(adapter.parser, tapped)
    const users = this.#publishers.get(pubClient)
    if (users) users.push(tapped)
    else {
      this.#publishers.set(pubClient, [tapped])
      this.#context.wrapMethod(pubClient, 'publish', (client, args, publish) =>
        this.#publish(client, args, publish),
      )
    }
    const channels = [`${channel}*`, requestChannel, responseChannel, `${responseChannel}${adapter.uid}#`]
    const use = {
      publisher: pubClient,
      subscriber: subClient,
      channels,
      prefix: responseChannel,
      isSharded: false,
    }
    this.#subscribers.setUse(adapter, use)
    this.#subscribers.watchAdapter(node, adapter)
  }

  /** Called when an adapter has been closed. */
  remove(adapter: Foreign): void {
    if (!this.#tapped.delete(adapter)) return
    const users = this.#publishers.get(adapter.pubClient) ?? []
    users.splice(0, users.length, ...users.filter((one) => one.adapter !== adapter))
  }

  #wrap(exports: Foreign): Foreign {
    const { prototype } = exports.RedisAdapter
    this.#context.wrapMethod(prototype, 'onmessage', (self, args, original) =>
      this.#receive(self, args, original),
    )
    this.#context.wrapMethod(prototype, 'onrequest', (self, args, original) =>
      this.#receiveRequest(self, args, original),
    )
    this.#watchSubscriber(exports, 'createAdapter')
    const { createAdapter } = exports
    // It is the module itself too: `require('@socket.io/redis-adapter')(pubClient, subClient)`.
    createAdapter.createAdapter = createAdapter
    return createAdapter
  }

  /** Follows the subscriptions of a client from before the first of them. */
  #watchSubscriber(owner: Foreign, name: string): void {
    this.#context.wrapMethod(owner, name, (self, args, create) => {
      this.#clients.watch(args[1])
      return create(self, args)
    })
  }

  #publish(client: Foreign, args: Foreign[], publish: Original): unknown {
    const tapped = this.#publisherOf(client, String(args[0]))
    if (!tapped) return publish(client, args)
    const { member, isWelcome } = tapped.node
    if (!isWelcome) return member.welcomed.then(() => this.#publishNow(tapped, client, args, publish))
    return this.#publishNow(tapped, client, args, publish)
  }

  #publishNow(tapped: Tapped, client: Foreign, args: Foreign[], publish: Original): unknown {
    if (isIdle(tapped)) return publish(client, args)
    const [name, bytes] = args
    const packet = this.#describePublished(tapped, String(name), bytes)
    return tapped.node.member.bus.publish(packet, () => publish(client, args))
  }

  #describePublished(tapped: Tapped, channel: string, bytes: Foreign) {
    const { adapter, encoded } = tapped
    const value = encoded?.bytes === bytes ? encoded?.value : undefined
    if (channel.startsWith(adapter.channel)) return describeBroadcast(channel, bytes, value ?? [adapter.uid])
    const envelope = readEnvelope(bytes, value)
    if (channel === adapter.requestChannel) {
      const expects = () => this.#subscribers.of(adapter)
      return describeRequest(channel, bytes, value, { ...envelope, uid: adapter.uid }, expects)
    }
    const method = tapped.requests.get(envelope.requestId ?? '')
    return describeResponse(channel, bytes, value, envelope, method, adapter.uid)
  }

  #publisherOf(client: Foreign, channel: string): Tapped | undefined {
    return this.#publishers.get(client)?.find(({ adapter }) => {
      const { channel: own, requestChannel, responseChannel } = adapter
      return channel === requestChannel || channel.startsWith(own) || channel.startsWith(responseChannel)
    })
  }

  /** A broadcast; the adapter ignores those of rooms that it does not have, and its own. */
  #receive(adapter: Foreign, args: Foreign[], original: Original): unknown {
    const tapped = this.#tapped.get(adapter)
    if (!tapped || isIdle(tapped)) return original(adapter, args)
    const channel = String(args[1])
    if (!channel.startsWith(adapter.channel)) return original(adapter, args)
    const room = channel.slice(adapter.channel.length, -1)
    if (room !== '' && !adapter.hasRoom(room)) return original(adapter, args)
    const value = decode(tapped, args[2])
    if (!Array.isArray(value) || value[0] === adapter.uid) return original(adapter, args)
    return tapped.node.member.bus.receive(describeBroadcast(channel, args[2], value), () =>
      original(adapter, args),
    )
  }

  #receiveRequest(adapter: Foreign, args: Foreign[], original: Original): unknown {
    const tapped = this.#tapped.get(adapter)
    if (!tapped || isIdle(tapped)) return original(adapter, args)
    const [name, bytes] = args
    const channel = String(name)
    const isResponse = channel.startsWith(adapter.responseChannel)
    if (!isResponse && !channel.startsWith(adapter.requestChannel)) return original(adapter, args)
    const value = isJson(bytes) ? undefined : decode(tapped, bytes)
    const envelope = readEnvelope(bytes, value)
    const { uid, requestId, type } = envelope
    const own: Foreign = adapter.requests.get(requestId) ?? adapter.ackRequests.get(requestId)
    // All nodes get every response, and each node its own requests: those are nothing between two nodes.
    if (isResponse ? own === undefined : uid === adapter.uid) return original(adapter, args)
    if (!isResponse && requestId !== undefined) rememberRequest(tapped.requests, requestId, type)
    const packet = isResponse
      ? describeResponse(channel, bytes, value, envelope, own.type, undefined)
      : describeRequest(channel, bytes, value, envelope)
    return tapped.node.member.bus.receive(packet, () => original(adapter, args))
  }
}

/** All of its packets are calls. */
function isIdle({ node }: Tapped): boolean {
  return node.member.bus.isIdle('rpc')
}

function rememberRequest(
  requests: Map<string, number | undefined>,
  id: string,
  type: number | undefined,
): void {
  requests.set(id, type)
  const [oldest] = requests.keys()
  if (requests.size > MAX_OPEN_REQUESTS && oldest !== undefined) requests.delete(oldest)
}

function rememberingParser(parser: Foreign, tapped: Tapped): Foreign {
  return {
    encode: (value: Foreign) => {
      const bytes = parser.encode(value)
      tapped.encoded = { value, bytes }
      return bytes
    },
    decode: (bytes: Foreign) => {
      const { decoded } = tapped
      tapped.decoded = null
      return decoded?.bytes === bytes ? decoded?.value : parser.decode(bytes)
    },
  }
}

/** Decodes ahead of the adapter, which then gets this value. Returns undefined for what cannot be decoded. */
function decode(tapped: Tapped, bytes: Foreign): Foreign {
  try {
    const value = tapped.adapter.parser.decode(bytes)
    tapped.decoded = { value, bytes }
    return value
  } catch {
    return undefined
  }
}
