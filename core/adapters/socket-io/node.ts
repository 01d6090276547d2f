// A node of a Socket.IO cluster: one `Server` of this process with its adapters, one for each namespace.
import type { AdapterContext, Foreign, Member } from '../adapter.ts'
import type { RedisSockets } from './redis-sockets.ts'

/** The namespace that every server has. The node is known by its adapter there. */
const MAIN_NAMESPACE = '/'

export class Node {
  readonly member: Member
  /** Whether the launcher knows its names: until then nothing is published. */
  isWelcome = false
  readonly #server: Foreign
  readonly #adapters = new Set<Foreign>()
  /** Why it is not started yet, or no more: `listening`, the names of missing subscriptions, lost connections. */
  readonly #pending = new Set<string>()

  constructor(context: AdapterContext, server: Foreign, adapter: Foreign) {
    this.#server = server
    this.member = context.join({ instance: adapter.uid, node: adapter.uid })
    void this.member.welcomed.then(() => (this.isWelcome = true))
    this.#adapters.add(adapter)
    this.member.become('connecting')
    this.wait('listening')
    if (hasList(adapter)) this.wait('heartbeat')
    setImmediate(context.guard(() => this.#watchListening(context)))
  }

  add(adapter: Foreign): void {
    if (this.#adapters.has(adapter)) return
    this.#adapters.add(adapter)
    this.member.alias(adapter.uid)
  }

  /** The server closes the adapter of a namespace. */
  closing(): void {
    this.member.become('stopping')
  }

  /** After the last of its adapters this node has left. */
  closed(adapter: Foreign): void {
    if (this.#adapters.delete(adapter) && this.#adapters.size === 0) setImmediate(() => this.member.leave())
  }

  /** It is not started until this is settled. */
  wait(reason: string): void {
    this.#pending.add(reason)
  }

  settle(reason: string): void {
    if (this.#pending.delete(reason) && this.#pending.size === 0) this.member.started()
  }

  /** A connection to Redis was lost. */
  lose(connection: string): void {
    if (this.member.state === 'stopping') return
    this.wait(connection)
    this.member.become('reconnecting', 'a connection to Redis was lost')
  }

  #watchListening(context: AdapterContext): void {
    const http = this.#server.httpServer
    if (!http || http.listening) return this.settle('listening')
    http.once(
      'listening',
      context.guard(() => this.settle('listening')),
    )
  }
}

export class Nodes {
  readonly #context: AdapterContext
  readonly #sockets: RedisSockets
  readonly #nodes = new Map<Foreign, Node>()
  readonly #served = new WeakSet<Foreign>()

  constructor(context: AdapterContext, sockets: RedisSockets) {
    this.#context = context
    this.#sockets = sockets
  }

  /** Returns the node of an adapter that this process has made; makes it a member of the cluster. */
  of(adapter: Foreign): Node {
    const { server } = adapter.nsp
    let node = this.#nodes.get(server)
    if (node) node.add(adapter)
    else {
      node = new Node(this.#context, server, adapter)
      this.#nodes.set(server, node)
      this.#sockets.addNode(node)
      if (this.#served.has(server)) node.settle('listening')
    }
    return node
  }

  /** A server that does not listen itself: the primary of `node:cluster` gives it its clients. */
  setServed(server: Foreign): void {
    this.#served.add(server)
    this.#nodes.get(server)?.settle('listening')
  }

  /** Returns the node of a server, if it is part of a cluster. */
  find(server: Foreign): Node | undefined {
    return this.#nodes.get(server)
  }
}

/** Whether an adapter keeps a list of the nodes: it extends `ClusterAdapterWithHeartbeat`. */
export function hasList(adapter: Foreign): boolean {
  return adapter.nodesMap instanceof Map
}

/** Whether this adapter stands for its node. */
export function isMain(adapter: Foreign): boolean {
  return adapter.nsp.name === MAIN_NAMESPACE
}
