// Links within one process, without sockets, for clusters in unit tests.
import { ClusterError } from '../../core/protocol/errors.ts'
import type { Parameters } from '../../core/protocol/parameters.ts'
import type { Faults } from '../../core/transport/faults.ts'
import { Link, type CloseReason, type Wire } from '../../core/transport/link.ts'
import type { LinkObserver } from '../../core/transport/observer.ts'
import {
  Transport,
  type DialOptions,
  type Listener,
  type ListenOptions,
} from '../../core/transport/transport.ts'

/** The addresses of one simulated machine. Each simulated process has its own transport. */
export class MemoryNetwork {
  readonly listeners = new Map<
    string,
    { options: ListenOptions; observer: LinkObserver; faults: Faults; links: Set<Link> }
  >()
  #next = 1

  freePort(): number {
    return 40_000 + this.#next++
  }

  connection(): string {
    return `memory-${this.#next++}`
  }
}

export class MemoryTransport extends Transport {
  readonly #network: MemoryNetwork
  readonly #observer: LinkObserver

  constructor(network: MemoryNetwork, observer: LinkObserver, parameters: Parameters) {
    super(parameters)
    this.#network = network
    this.#observer = observer
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const port = options.port || this.#network.freePort()
    const address = `${options.host}:${port}`
    if (this.#network.listeners.has(address))
      throw new ClusterError('PORT_IN_USE', `port ${port} is already in use`)
    const links = new Set<Link>()
    this.#network.listeners.set(address, { options, observer: this.#observer, faults: this.faults, links })
    const close = async (): Promise<void> => {
      this.#network.listeners.delete(address)
      for (const link of links) link.close()
    }
    return { host: options.host, port, close }
  }

  async dial(options: DialOptions): Promise<Link> {
    const target = this.#network.listeners.get(`${options.host}:${options.port}`)
    if (!target) throw new ClusterError('PEER_LOST', `nobody listens on ${options.host}:${options.port}`)
    const conn = this.#network.connection()
    const common = { kind: options.kind, conn, maxDepth: this.parameters.maxDepth }
    if (options.identity.token !== target.options.identity.token)
      throw new ClusterError('AUTH_FAILED', "the listener does not know this cluster's token")
    const [near, far] = wires()
    const remote = new Link(
      { ...common, end: 'listener', peer: options.kind === 'rpc' ? options.identity.id : undefined },
      far.wire,
      target.observer,
      target.faults.of(options.kind, options.identity.id),
    )
    far.attach(remote)
    target.links.add(remote)
    target.options.opened(remote, options.identity.id)
    const local = new Link(
      { ...common, end: 'dialler', peer: options.peer },
      near.wire,
      this.#observer,
      this.faults.of(options.kind, options.peer),
    )
    near.attach(local)
    return local
  }
}

interface WireEnd {
  wire: Wire
  attach(link: Link): void
}

/** Two connected ends: what one writes, the other receives in a later microtask, in order. */
function wires(): [WireEnd, WireEnd] {
  const links: (Link | undefined)[] = [undefined, undefined]
  const close = (reason: CloseReason): void => links.forEach((link) => link?.wireClosed(reason))
  const end = (mine: 0 | 1): WireEnd => ({
    attach: (link) => (links[mine] = link),
    wire: {
      write: (text) => {
        queueMicrotask(() => deliver(links[1 - mine], text))
        return true
      },
      close: () => queueMicrotask(() => close('closed')),
      suspendHeartbeatTimeout: () => undefined,
    },
  })
  return [end(0), end(1)]
}

function deliver(link: Link | undefined, text: string): void {
  if (!link?.isOpen) return
  const [event, ...args] = JSON.parse(text.slice(1)) as [string, ...unknown[]]
  link.receive(event, args, text)
}
