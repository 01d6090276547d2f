// What a link tells of itself, to whoever watches. Watching may not change or delay what it sees.
import type { Link } from './link.ts'

/** A packet as a link sees it: nothing is made for those who do not look. */
export interface SeenPacket {
  event: string
  body: unknown
  bytes: number
  /** The body as it stands in the packet's text. */
  json: () => string
}

export interface LinkObserver {
  /** The ids that these two return become the causes of what follows. */
  opened(link: Link): string
  closed(link: Link, reason: string): string
  refused(conn: string, kind: Link['kind'], end: Link['end'], reason: string): void
  /** The moment of handing a packet over, taken before it is: a receiver may be faster than this process's next line. */
  now(): number
  sent(link: Link, packet: SeenPacket, n: number, at: number): void
  received(link: Link, packet: SeenPacket, n: number): void
  /** A fault made it vanish: before it was sent, then it has no number; or after it was received, then it has. */
  dropped(link: Link, packet: SeenPacket, id: string, n: number | undefined, at: number): void
  /** Something arrived that could not be understood. */
  malformed(link: Link, problem: string): void
}
