// A member's end of a bus: records what it publishes and receives, and applies faults to it.
import { causedBy } from '../kit/node-cause.ts'
import type { FaultDirection, LinkKind } from '../protocol/record.ts'
import { DelayQueue } from '../transport/delay-queue.ts'
import type { Faults } from '../transport/faults.ts'
import type { Bus, BusPacket } from './adapter.ts'
import type { MemberRecorder } from './recorder.ts'

/** One way of one kind of packets. */
interface Way {
  delayed: DelayQueue
  /** What waits while the links hang. */
  held: (() => void)[]
}

export class RecordedBus implements Bus {
  readonly #recorder: MemberRecorder
  readonly #faults: Faults
  readonly #outgoing: Record<LinkKind, Way>
  readonly #incoming: Record<LinkKind, Way>

  constructor(recorder: MemberRecorder, faults: Faults) {
    this.#recorder = recorder
    this.#faults = faults
    const way = (kind: LinkKind, direction: FaultDirection): Way => {
      return { delayed: new DelayQueue(() => faults.of(kind).delayMs(direction)), held: [] }
    }
    this.#outgoing = { control: way('control', 'sending'), rpc: way('rpc', 'sending') }
    this.#incoming = { control: way('control', 'receiving'), rpc: way('rpc', 'receiving') }
  }

  /** Called after the fault of a kind was changed: what hung goes on, in order. */
  faultChanged(kind: LinkKind): void {
    if (this.#faults.kindOf(kind) === 'hang') return
    for (const { held } of [this.#outgoing[kind], this.#incoming[kind]]) {
      for (const pass of held.splice(0)) pass()
    }
  }

  isIdle(kind: LinkKind): boolean {
    return (
      !this.#recorder.records(kind) &&
      this.#faults.kindOf(kind) === undefined &&
      this.#outgoing[kind].delayed.isEmpty &&
      this.#incoming[kind].delayed.isEmpty
    )
  }

  publish<Result>(packet: BusPacket, publish: () => Result): Result | undefined {
    const { kind } = packet
    const at = this.#recorder.now()
    const isDropped = this.#isDropped(kind, 'sending')
    const result = isDropped ? undefined : this.#pass(this.#outgoing[kind], kind, publish)
    if (this.#recorder.records(kind)) {
      this.#recorder.bus('published', this.#recorder.newId(), at, packet, isDropped)
    }
    return result
  }

  receive<Result>(packet: BusPacket, handle: () => Result): Result | undefined {
    return this.#pass(this.#incoming[packet.kind], packet.kind, () => this.#deliver(packet, handle))
  }

  #deliver<Result>(packet: BusPacket, handle: () => Result): Result | undefined {
    const { kind } = packet
    const isDropped = this.#isDropped(kind, 'receiving')
    if (!this.#recorder.records(kind)) return isDropped ? undefined : handle()
    const id = this.#recorder.newId()
    this.#recorder.bus('delivered', id, this.#recorder.now(), packet, isDropped)
    return isDropped ? undefined : causedBy([id], handle)
  }

  /** Calls at once, or later under a fault. */
  #pass<Result>(way: Way, kind: LinkKind, call: () => Result): Result | undefined {
    if (this.#faults.kindOf(kind) === 'hang') {
      way.held.push(() => void call())
      return undefined
    }
    if (way.delayed.isEmpty) return call()
    way.delayed.add(() => void call())
    return undefined
  }

  /** The connection belongs to the broker, so a cut link is one that loses everything. */
  #isDropped(kind: LinkKind, direction: FaultDirection): boolean {
    return this.#faults.kindOf(kind) === 'cut' || this.#faults.of(kind).shouldDrop(direction)
  }
}
