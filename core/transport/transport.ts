// How links come to be, and the two verbs by which every packet leaves: `send` and `broadcast`.
import type { LinkKind } from '../protocol/record.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { encodePacket } from './encode.ts'
import { Faults } from './faults.ts'
import type { Link } from './link.ts'

export interface ListenOptions {
  kind: LinkKind
  host: string
  /** 0 for any free one. */
  port: number
  /** Looks at the handshake: answers who it is, or throws a ClusterError that the dialler gets. */
  admit?: (auth: unknown) => { peer: string }
  opened: (link: Link) => void
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** Closes every link too. */
  close(): Promise<void>
}

export interface DialOptions {
  kind: LinkKind
  host: string
  port: number
  auth?: object
  /** Who is expected to answer, where that is known. */
  peer?: string
}

export abstract class Transport {
  readonly faults = new Faults()
  protected readonly parameters: Parameters

  constructor(parameters: Parameters) {
    this.parameters = parameters
  }

  /** Fails with `PORT_IN_USE` or `CANNOT_LISTEN`. */
  abstract listen(options: ListenOptions): Promise<Listener>

  /** Fails with `AUTH_FAILED` when the handshake was refused, with `PEER_LOST` when nobody answers. */
  abstract dial(options: DialOptions): Promise<Link>

  /**
   * Answers the packet's id, undefined when the link is closed. Fails with `TOO_LARGE`, which only a packet to a listener
   * can be (§2): whoever listens must bear strangers, whoever dials chose whom to hear.
   */
  send(link: Link, event: string, body: unknown): string | undefined {
    const most = link.end === 'dialler' ? this.parameters.maxBytes : Infinity
    return link.send(encodePacket(event, body, most))
  }

  /** From a listener to its diallers: encodes once for all. */
  broadcast(links: Iterable<Link>, event: string, body: unknown): void {
    const packet = encodePacket(event, body, Infinity)
    for (const link of links) link.send(packet)
  }
}
