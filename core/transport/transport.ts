// Listening, dialling, and the two ways to send a packet: to one link, or to many.
import type { LinkKind } from '../protocol/record.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { encodePacket } from './encode.ts'
import { Faults } from './faults.ts'
import type { Identity } from './handshake.ts'
import type { Link } from './link.ts'

export interface ListenOptions {
  kind: LinkKind
  host: string
  /** 0 for any free port. */
  port: number
  /** Who listens. */
  identity: Identity
  /** Called when a peer has proven that it knows the token of the cluster, with the id that it has proven. */
  opened: (link: Link, peerId: string) => void
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** Also closes every link. */
  close(): Promise<void>
}

export interface DialOptions {
  kind: LinkKind
  host: string
  port: number
  /** Who dials. */
  identity: Identity
  /** Name of the process that is dialled. On an RPC link it is an id, and the listener must prove to have it. */
  peer: string
  /** Ends the dialling. */
  signal?: AbortSignal
}

export abstract class Transport {
  readonly faults = new Faults()
  protected readonly parameters: Parameters

  constructor(parameters: Parameters) {
    this.parameters = parameters
  }

  /** @throws `PORT_IN_USE` or `CANNOT_LISTEN` */
  abstract listen(options: ListenOptions): Promise<Listener>

  /**
   * @throws `AUTH_FAILED` if the listener does not prove that it knows the token, `PROTOCOL_UNSUPPORTED` if it speaks
   * another version, `PEER_LOST` if nobody answers
   */
  abstract dial(options: DialOptions): Promise<Link>

  /**
   * Returns the packet's id, or undefined when the link is closed. Only listeners enforce a size limit (§2), because
   * their peers are untrusted.
   * @throws `TOO_LARGE`
   */
  send(link: Link, event: string, body: unknown): string | undefined {
    const maxBytes = link.end === 'dialler' ? this.parameters.maxBytes : Infinity
    return link.send(encodePacket(event, body, maxBytes))
  }

  /** Sends from a listener to many diallers; the packet is encoded once. */
  broadcast(links: Iterable<Link>, event: string, body: unknown): void {
    const packet = encodePacket(event, body, Infinity)
    for (const link of links) link.send(packet)
  }
}
