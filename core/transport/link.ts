// One connection, as one end sees it: numbers its packets, hands them on, tells its observer. What it runs over is
// the wire's business.
import { checkDepth } from '../protocol/fields.ts'
import { messageOf } from '../protocol/errors.ts'
import type { Direction, LinkKind } from '../protocol/record.ts'
import { causedBy } from '../kit/node-cause.ts'
import { bodyText, type EncodedPacket } from './encode.ts'
import type { Faults } from './faults.ts'
import { Lane } from './lane.ts'
import type { LinkObserver, SeenPacket } from './observer.ts'

/** What a link needs of the thing below it. */
export interface Wire {
  /** False when nothing was handed over, because the connection is going or gone. */
  write(text: string): boolean
  /** Flushes what was written, then closes. */
  close(): void
  /** The peer's silence counts as its loss no more. */
  forgiveSilence(): void
}

export type CloseReason = 'closed' | 'lost'

export interface LinkFacts {
  kind: LinkKind
  end: 'dialler' | 'listener'
  /** Engine.IO's id of the connection, the same at both ends. */
  conn: string
  /** Who is at the other end, where the handshake or the dialler knows. */
  peer?: string
  maxDepth: number
}

export interface LinkHandlers {
  packet(event: string, body: unknown): void
  malformed(problem: string, body: unknown, event: string): void
  closed(reason: CloseReason): void
}

export class Link {
  readonly kind: LinkKind
  readonly end: 'dialler' | 'listener'
  readonly conn: string
  readonly peer: string | undefined
  /** The id of the fact that this link opened. */
  readonly openedId: string
  readonly #wire: Wire
  readonly #observer: LinkObserver
  readonly #faults: Faults
  readonly #outgoing: Lane
  readonly #incoming: Lane
  readonly #maxDepth: number
  #handlers: LinkHandlers | undefined
  #sent = 0
  #received = 0
  #dropped = 0
  #lost: CloseReason | undefined

  constructor(facts: LinkFacts, wire: Wire, observer: LinkObserver, faults: Faults) {
    this.kind = facts.kind
    this.end = facts.end
    this.conn = facts.conn
    this.peer = facts.peer
    this.#maxDepth = facts.maxDepth
    this.#wire = wire
    this.#observer = observer
    this.#faults = faults
    this.#outgoing = new Lane(() => faults.delayOf(facts.kind))
    this.#incoming = new Lane(() => faults.delayOf(facts.kind))
    this.openedId = observer.opened(this)
  }

  get open(): boolean {
    return this.#lost === undefined
  }

  /** A link that was lost before is told so at once. */
  handle(handlers: LinkHandlers): void {
    this.#handlers = handlers
    const lost = this.#lost
    if (lost) queueMicrotask(() => handlers.closed(lost))
  }

  /** Answers the packet's id, or undefined when the link is closed: what was never sent takes no number. */
  send(packet: EncodedPacket): string | undefined {
    const at = this.#observer.now()
    if (!this.open) return undefined
    const direction = this.end === 'dialler' ? 'up' : 'down'
    if (this.#faults.drops(this.kind)) {
      const id = `${this.conn}/${direction}/dropped-${++this.#dropped}`
      this.#observer.dropped(this, packet, id, undefined, at)
      return id
    }
    if (!this.#write(packet.text)) return undefined
    const n = ++this.#sent
    this.#observer.sent(this, packet, n, at)
    return this.#packetId(direction, n)
  }

  /** For the wire: an event arrived, as this text. */
  receive(event: string, args: readonly unknown[], text: string): void {
    if (this.#incoming.clear) this.#receive(event, args, text)
    else this.#incoming.take(() => this.#receive(event, args, text))
  }

  /** The peer stands at a breakpoint, or soon may: its silence counts as its loss no more. */
  forgiveSilence(): void {
    this.#wire.forgiveSilence()
  }

  /** Counts what could not be understood as such, and lets the owner answer it. */
  reject(problem: string, body: unknown, event = ''): void {
    this.#observer.malformed(this, problem)
    this.#handlers?.malformed(problem, body, event)
  }

  /** For the wire: the connection is gone. `why` is for people. */
  lost(reason: CloseReason, why: string = reason): void {
    this.#outgoing.drop()
    this.#incoming.take(() => this.#gone(reason, why))
  }

  close(): void {
    if (this.open) this.#outgoing.take(() => this.#wire.close())
  }

  #write(text: string): boolean {
    if (this.#outgoing.clear) return this.#wire.write(text)
    this.#outgoing.take(() => this.#wire.write(text))
    return true
  }

  /** Its handling is caused by the packet. */
  #receive(event: string, args: readonly unknown[], text: string): void {
    // What came in one piece with the packet for which the connection was closed is still handed over.
    if (!this.open) return
    const n = ++this.#received
    const id = this.#packetId(this.end === 'dialler' ? 'down' : 'up', n)
    const problem = this.#problemOf(args)
    const body = problem === undefined ? args[0] : undefined
    const packet: SeenPacket = { event, body, bytes: Buffer.byteLength(text), json: () => bodyText(text) }
    if (this.#faults.drops(this.kind)) {
      return this.#observer.dropped(this, packet, id, n, this.#observer.now())
    }
    causedBy([id], () => {
      this.#observer.received(this, packet, n)
      if (problem === undefined) return this.#handlers?.packet(event, body)
      this.reject(problem, args[0], event)
    })
  }

  #gone(reason: CloseReason, why: string): void {
    if (!this.open) return
    this.#lost = reason
    const id = this.#observer.closed(this, why)
    causedBy([id], () => this.#handlers?.closed(reason))
  }

  #packetId(direction: Direction, n: number): string {
    return `${this.conn}/${direction}/${n}`
  }

  #problemOf(args: readonly unknown[]): string | undefined {
    if (args.length !== 1) return 'a packet must have exactly one object and ask for no Socket.IO ack'
    try {
      checkDepth(args[0], this.#maxDepth)
    } catch (error) {
      return messageOf(error)
    }
    return undefined
  }
}
