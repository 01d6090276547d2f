// One end of a connection: numbers its packets, delivers them, and reports to its observer.
import { messageOf } from '../kit/message-of.ts'
import { causedBy } from '../kit/node-cause.ts'
import { checkDepth } from '../protocol/fields.ts'
import type { Direction, LinkKind } from '../protocol/record.ts'
import { DelayQueue } from './delay-queue.ts'
import { bodyText, type EncodedPacket } from './encode.ts'
import type { LinkFaults } from './faults.ts'
import type { LinkInfo, LinkObserver, SeenPacket } from './observer.ts'

/** What a link needs of the connection below it. */
export interface Wire {
  /** Returns false when nothing was written, because the connection is closing or closed. */
  write(text: string): boolean
  /** Flushes what was written, then closes. */
  close(): void
  suspendHeartbeatTimeout(): void
}

/** `lost`: the heartbeat timed out. */
export type CloseReason = 'closed' | 'lost'

export interface LinkOptions extends LinkInfo {
  /** The deepest nesting of a packet that is accepted. */
  maxDepth: number
}

export interface LinkHandlers {
  packet(event: string, body: unknown): void
  malformed(problem: string, body: unknown, event: string): void
  closed(reason: CloseReason): void
}

export class Link implements LinkInfo {
  readonly kind: LinkKind
  readonly end: 'dialler' | 'listener'
  readonly conn: string
  readonly peer: string | undefined
  /** The id of the record that this link opened. */
  readonly openedId: string
  readonly #wire: Wire
  readonly #observer: LinkObserver
  readonly #faults: LinkFaults
  readonly #outgoing: DelayQueue
  readonly #incoming: DelayQueue
  readonly #maxDepth: number
  #handlers: LinkHandlers | undefined
  #sent = 0
  #received = 0
  #dropped = 0
  #closeReason: CloseReason | undefined

  constructor(options: LinkOptions, wire: Wire, observer: LinkObserver, faults: LinkFaults) {
    this.kind = options.kind
    this.end = options.end
    this.conn = options.conn
    this.peer = options.peer
    this.#maxDepth = options.maxDepth
    this.#wire = wire
    this.#observer = observer
    this.#faults = faults
    this.#outgoing = new DelayQueue(() => faults.delayMs('sending'))
    this.#incoming = new DelayQueue(() => faults.delayMs('receiving'))
    this.openedId = observer.opened(this)
  }

  get isOpen(): boolean {
    return this.#closeReason === undefined
  }

  /** On a link that is closed already, `closed` is called in a microtask. */
  setHandlers(handlers: LinkHandlers): void {
    this.#handlers = handlers
    const reason = this.#closeReason
    if (reason) queueMicrotask(() => handlers.closed(reason))
  }

  /** Returns the packet's id, or undefined when the link is closed. A packet that was not sent gets no number. */
  send(packet: EncodedPacket): string | undefined {
    const at = this.#observer.now()
    if (!this.isOpen) return undefined
    const direction = this.end === 'dialler' ? 'up' : 'down'
    if (this.#faults.shouldDrop('sending')) {
      const id = `${this.conn}/${direction}/dropped-${++this.#dropped}`
      this.#observer.dropped(this, packet, id, undefined, at)
      return id
    }
    if (!this.#write(packet.text)) return undefined
    const n = ++this.#sent
    this.#observer.sent(this, packet, n, at)
    return this.#packetId(direction, n)
  }

  suspendHeartbeatTimeout(): void {
    this.#wire.suspendHeartbeatTimeout()
  }

  /** Reports a packet as malformed, and lets the handlers answer it. */
  reject(problem: string, body: unknown, event = ''): void {
    this.#observer.malformed(this, problem)
    this.#handlers?.malformed(problem, body, event)
  }

  close(): void {
    if (this.isOpen) this.#outgoing.add(() => this.#wire.close())
  }

  /** Called by the wire: an event arrived, encoded as `text`. */
  receive(event: string, args: readonly unknown[], text: string): void {
    if (this.#incoming.isEmpty) this.#receive(event, args, text)
    else this.#incoming.add(() => this.#receive(event, args, text))
  }

  /** Called by the wire: the connection has ended. `explanation` is for people. */
  wireClosed(reason: CloseReason, explanation: string = reason): void {
    this.#outgoing.clear()
    this.#incoming.add(() => this.#closed(reason, explanation))
  }

  #write(text: string): boolean {
    if (this.#outgoing.isEmpty) return this.#wire.write(text)
    this.#outgoing.add(() => this.#wire.write(text))
    return true
  }

  /** Handles a packet, as the cause of everything that its handler does. */
  #receive(event: string, args: readonly unknown[], text: string): void {
    // One read of the socket can yield several packets, and the handler of the first may have closed the link.
    if (!this.isOpen) return
    const n = ++this.#received
    const id = this.#packetId(this.end === 'dialler' ? 'down' : 'up', n)
    const problem = this.#problemOf(args)
    const body = problem === undefined ? args[0] : undefined
    const packet: SeenPacket = { event, body, bytes: Buffer.byteLength(text), json: () => bodyText(text) }
    if (this.#faults.shouldDrop('receiving')) {
      return this.#observer.dropped(this, packet, id, n, this.#observer.now())
    }
    causedBy([id], () => {
      this.#observer.received(this, packet, n)
      if (problem === undefined) return this.#handlers?.packet(event, body)
      this.reject(problem, args[0], event)
    })
  }

  #closed(reason: CloseReason, explanation: string): void {
    if (!this.isOpen) return
    this.#closeReason = reason
    const id = this.#observer.closed(this, explanation)
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
