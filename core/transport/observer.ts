// What a link tells of itself, to whoever watches. Watching may not change or delay what it sees.
import type { Link } from './link.ts'

export interface LinkPacket {
  /** `<conn>/<direction>/<n>`: the same at both ends. */
  id: string
  n: number
  event: string
  body: unknown
  bytes: number
  /** The body as it was encoded, where this end encoded it. */
  json?: () => string
}

export type DroppedPacket = Omit<LinkPacket, 'n'> & { n?: number }

export interface LinkObserver {
  /** The ids that these two return become the causes of what follows. */
  opened(link: Link): string
  closed(link: Link, reason: string): string
  refused(conn: string, kind: Link['kind'], end: Link['end'], reason: string): void
  /** The moment of handing a packet over, taken before it is: a receiver may be faster than this process's next line. */
  now(): number
  sent(link: Link, packet: LinkPacket, at: number): void
  received(link: Link, packet: LinkPacket): void
  /** A fault made it vanish: before it was sent, then it has no number; or after it was received, then it has. */
  dropped(link: Link, packet: DroppedPacket, at: number): void
  /** Something arrived that could not be understood. */
  malformed(link: Link, problem: string): void
}
