// What a link reports to its observer. Observing must not change or delay what is observed.
import type { LinkKind } from '../protocol/record.ts'

export interface LinkInfo {
  readonly kind: LinkKind
  readonly end: 'dialler' | 'listener'
  /** Engine.IO's id of the connection, the same at both ends. */
  readonly conn: string
  /** The other process, if the handshake names it or the dialler knows it. */
  readonly peer?: string
}

export interface SeenPacket {
  event: string
  body: unknown
  /** UTF-8 bytes of the encoded packet. */
  bytes: number
  /** Returns the body as it stands in the encoded packet. */
  json: () => string
}

export interface LinkObserver {
  /** Returns an id, which becomes the cause of what follows. */
  opened(link: LinkInfo): string
  /** Returns an id, which becomes the cause of what follows. */
  closed(link: LinkInfo, reason: string): string
  refused(link: LinkInfo, reason: string): void
  /** The time of sending is taken before the packet is written: its receiver may be faster than the sender's next line. */
  now(): number
  sent(link: LinkInfo, packet: SeenPacket, n: number, at: number): void
  received(link: LinkInfo, packet: SeenPacket, n: number): void
  /** A fault dropped the packet: without `n` before it was sent, with `n` after it was received. */
  dropped(link: LinkInfo, packet: SeenPacket, id: string, n: number | undefined, at: number): void
  malformed(link: LinkInfo, problem: string): void
}
