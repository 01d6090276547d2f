// One end of a connection of a foreign program: numbers its packets, records them, and applies faults to them.
import { causedBy, currentCauses } from '../kit/node-cause.ts'
import type { Direction, FaultDirection, LinkKind } from '../protocol/record.ts'
import { DelayQueue } from '../transport/delay-queue.ts'
import type { Faults, LinkFaults } from '../transport/faults.ts'
import type { AdapterPacket, DescribedPacket, TappedLink } from './adapter.ts'
import { causesField } from './record-text.ts'
import { placeText, type MemberRecorder } from './recorder.ts'

interface Way {
  readonly direction: Direction
  readonly queue: DelayQueue
  /** Packets so far. */
  count: number
  /** The same in every record of a packet; empty before the connection stands. */
  place: string
}

export class RecordedLink implements TappedLink {
  readonly #kind: LinkKind
  readonly #end: 'dialler' | 'listener'
  readonly #recorder: MemberRecorder
  readonly #faults: LinkFaults
  readonly #sending: Way
  readonly #receiving: Way
  #peer: string | undefined
  #conn: string | null = null
  #isClosed = false
  #dropped = 0
  /** What is recorded when the connection stands. */
  #early: (() => void)[] = []

  constructor(
    kind: LinkKind,
    end: 'dialler' | 'listener',
    peer: string | undefined,
    recorder: MemberRecorder,
    faults: Faults,
  ) {
    this.#kind = kind
    this.#end = end
    this.#peer = peer
    this.#recorder = recorder
    this.#faults = faults.of(kind)
    const way = (direction: Direction, faulted: FaultDirection): Way => {
      const queue = new DelayQueue(() => this.#faults.delayMs(faulted))
      return { direction, queue, count: 0, place: '' }
    }
    this.#sending = way(end === 'dialler' ? 'up' : 'down', 'sending')
    this.#receiving = way(end === 'dialler' ? 'down' : 'up', 'receiving')
  }

  opened(conn: string, peer = this.#peer): void {
    if (this.#conn !== null) return
    this.#conn = conn
    this.#peer = peer
    for (const way of [this.#sending, this.#receiving]) way.place = placeText(this.#kind, conn, way.direction)
    this.#record('opened')
    for (const record of this.#early.splice(0)) record()
  }

  closed(reason: string): void {
    if (this.#isClosed || this.#conn === null) return
    this.#isClosed = true
    this.#sending.queue.clear()
    this.#record('closed', reason)
  }

  send<Result>(described: DescribedPacket, write: () => Result): Result | undefined {
    if (this.#isIdle(this.#sending)) {
      this.#sending.count++
      return write()
    }
    const packet = packetOf(described)
    if (this.#faults.shouldDrop('sending')) {
      this.#dropBeforeSending(packet)
      return undefined
    }
    const at = this.#recorder.now()
    const n = ++this.#sending.count
    const { queue } = this.#sending
    let result: Result | undefined
    if (queue.isEmpty) result = write()
    else queue.add(() => void write())
    if (!this.#recorder.records(this.#kind)) return result
    if (this.#conn !== null) this.#recorder.packet('sent', this.#sending.place, n, at, this.#kind, packet)
    else this.#addEarly(packet, n, at)
    return result
  }

  receive<Result>(described: DescribedPacket, handle: () => Result): Result | undefined {
    if (this.#isIdle(this.#receiving)) {
      this.#receiving.count++
      return handle()
    }
    const packet = packetOf(described)
    const { queue } = this.#receiving
    if (queue.isEmpty) return this.#deliver(packet, handle)
    queue.add(() => void this.#deliver(packet, handle))
    return undefined
  }

  /** Whether packets just pass. They are counted, so that both ends agree on the number when they are recorded again. */
  #isIdle({ queue }: Way): boolean {
    return !this.#recorder.records(this.#kind) && !this.#faults.isFaulted() && queue.isEmpty
  }

  #deliver<Result>(packet: AdapterPacket, handle: () => Result): Result | undefined {
    const n = ++this.#receiving.count
    if (this.#conn === null) return handle()
    const id = `${this.#conn}/${this.#receiving.direction}/${n}`
    if (this.#faults.shouldDrop('receiving')) {
      this.#recorder.dropped(id, this.#receiving.place, n, this.#kind, packet)
      return undefined
    }
    if (!this.#recorder.records(this.#kind)) return handle()
    const at = this.#recorder.now()
    this.#recorder.packetCausedBy('', 'received', this.#receiving.place, n, at, this.#kind, packet)
    return causedBy([id], handle)
  }

  /** The packet may change before the connection stands, so its text is made now. */
  #addEarly(packet: AdapterPacket, n: number, at: number): void {
    const causes = causesField(currentCauses())
    const frozen = freeze(packet)
    this.#early.push(() =>
      this.#recorder.packetCausedBy(causes, 'sent', this.#sending.place, n, at, this.#kind, frozen),
    )
  }

  #dropBeforeSending(packet: AdapterPacket): void {
    if (this.#conn === null || !this.#recorder.records(this.#kind)) return
    const id = `${this.#conn}/${this.#sending.direction}/dropped-${++this.#dropped}`
    this.#recorder.dropped(id, this.#sending.place, undefined, this.#kind, packet)
  }

  #record(event: 'opened' | 'closed', reason?: string): void {
    const conn = this.#conn ?? ''
    this.#recorder.own({ t: 'link', link: this.#kind, conn, event, end: this.#end, peer: this.#peer, reason })
  }
}

function packetOf(described: DescribedPacket): AdapterPacket {
  return typeof described === 'function' ? described() : described
}

function freeze(packet: AdapterPacket): AdapterPacket {
  // Adapters may have classes with getters for packets.
  const { event, name, phase, bytes, calls, json, body } = packet
  const frozen: AdapterPacket = { event, name, phase, bytes, calls }
  if (json !== undefined) frozen.json = typeof json === 'function' ? json() : json
  else frozen.body = typeof body === 'function' ? (body as () => unknown)() : body
  return frozen
}
