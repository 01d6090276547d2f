// Taps `ClusterAdapter` of socket.io-adapter: what each node publishes and receives, and the list of nodes that it keeps.
import type { AdapterContext, BusPacket, Foreign, Original } from '../adapter.ts'
import { describeMessage, kindOf } from './cluster-message.ts'
import { hasList, isMain, type Node, type Nodes } from './node.ts'
import type { Subscribers } from './subscribers.ts'

const ADAPTER_CLOSE = 13
/** Programs without Socket.IO that publish by `@socket.io/redis-emitter` and the like. */
const EMITTER = 'emitter'

export class ClusterAdapterTap {
  readonly #context: AdapterContext
  readonly #nodes: Nodes
  readonly #subscribers: Subscribers
  /** What an adapter is handling: its methods call each other with the same message. */
  readonly #handled = new WeakMap<Foreign>()

  constructor(context: AdapterContext, nodes: Nodes, subscribers: Subscribers) {
    this.#context = context
    this.#nodes = nodes
    this.#subscribers = subscribers
    context.onModuleLoaded({ package: 'socket.io-adapter' }, (exports) => this.#wrap(exports))
  }

  /** Called with a new adapter that extends `ClusterAdapter`. */
  add(adapter: Foreign): void {
    const node = this.#nodes.of(adapter)
    if (!hasList(adapter)) this.#subscribers.watchAdapter(node, adapter)
    else if (isMain(adapter)) this.#watchList(node, adapter)
  }

  #wrap({ ClusterAdapter, ClusterAdapterWithHeartbeat }: Foreign): void {
    // Older versions have no such class; their adapters are tapped by themselves.
    if (!ClusterAdapter) return
    this.#context.wrapMethod(ClusterAdapter.prototype, 'publishAndReturnOffset', (self, args, original) =>
      this.#publish(self, args, original),
    )
    this.#context.wrapMethod(ClusterAdapter.prototype, 'publishResponse', (self, args, original) =>
      this.#respond(self, args, original),
    )
    for (const { prototype } of [ClusterAdapter, ClusterAdapterWithHeartbeat]) {
      for (const method of ['onMessage', 'onResponse']) {
        this.#context.wrapMethod(prototype, method, (self, args, original) =>
          this.#receive(self, args, original),
        )
      }
    }
  }

  #publish(adapter: Foreign, args: Foreign[], original: Original): Promise<unknown> {
    const node = this.#nodes.of(adapter)
    if (!node.isWelcome)
      return node.member.welcomed.then(() => this.#publishNow(node, adapter, args, original))
    return this.#publishNow(node, adapter, args, original)
  }

  #publishNow(node: Node, adapter: Foreign, args: Foreign[], original: Original): Promise<unknown> {
    const [message] = args
    if (node.member.bus.isIdle(kindOf(message))) return original(adapter, args)
    const packet = describeMessage(message, adapter.uid, adapter.nsp.name, undefined, () =>
      this.#expected(adapter),
    )
    const result: Promise<unknown> | undefined = node.member.bus.publish(packet, () =>
      original(adapter, args),
    )
    if (packet.event === 'INITIAL_HEARTBEAT' && isMain(adapter)) {
      if (node.member.state === 'connecting') node.member.become('registered')
      node.settle('heartbeat')
    }
    // Under a fault it was lost or waits. The adapter goes on as if Redis had given it no offset.
    return result ?? Promise.resolve('')
  }

  #respond(adapter: Foreign, args: Foreign[], original: Original): void {
    const [requester, response] = args
    const { bus } = this.#nodes.of(adapter).member
    if (bus.isIdle(kindOf(response))) return original(adapter, args)
    const packet = describeMessage(response, adapter.uid, adapter.nsp.name, requester)
    bus.publish(packet, () => original(adapter, args))
  }

  #receive(adapter: Foreign, args: Foreign[], original: Original): unknown {
    const [message] = args
    const isTheirs =
      message?.uid !== undefined && message.uid !== adapter.uid && message.nsp === adapter.nsp.name
    if (!isTheirs || this.#handled.get(adapter) === message) return original(adapter, args)
    const { bus } = this.#nodes.of(adapter).member
    if (bus.isIdle(kindOf(message))) return original(adapter, args)
    return bus.receive(this.#describeReceived(adapter, message), () => {
      this.#handled.set(adapter, message)
      try {
        return original(adapter, args)
      } finally {
        this.#handled.delete(adapter)
      }
    })
  }

  #describeReceived(adapter: Foreign, message: Foreign): BusPacket {
    return describeMessage(message, message.uid, adapter.nsp.name)
  }

  /** Returns the nodes that should answer a request. */
  #expected(adapter: Foreign): string[] {
    return hasList(adapter) ? [...adapter.nodesMap.keys()] : this.#subscribers.of(adapter)
  }

  /** Reports changes of the list of nodes, which the adapter keeps in a map of when it last heard of each. */
  #watchList({ member }: Node, adapter: Foreign): void {
    const { nodesMap } = adapter
    this.#context.wrapMethod(nodesMap, 'set', (map, args, set) => {
      const [id] = args
      const isNew = id !== EMITTER && !map.has(id)
      const result: unknown = set(map, args)
      if (isNew) member.view({ added: [{ id, instance: id }] })
      return result
    })
    this.#context.wrapMethod(nodesMap, 'delete', (map, args, remove) => {
      const isRemoved: boolean = remove(map, args)
      const reason = this.#handled.get(adapter)?.type === ADAPTER_CLOSE ? 'closed' : 'lost'
      if (isRemoved) member.view({ removed: [{ id: args[0], reason }] })
      return isRemoved
    })
  }
}
