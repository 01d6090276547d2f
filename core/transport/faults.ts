// Mischief done on purpose to all links of one kind of this process. Sockets are destroyed or held here, below
// everything; whether a packet is held up or vanishes, each link asks.
import type { Socket } from 'node:net'
import { ClusterError } from '../protocol/errors.ts'
import type { Fault, LinkKind } from '../protocol/record.ts'
import { Deferred } from '../kit/deferred.ts'
import { settleWithin } from '../kit/timeout.ts'
import { seededRandom } from '../kit/random.ts'

interface Active {
  fault: Fault
  random: () => number
  over: Deferred
}

export class Faults {
  readonly #active = new Map<LinkKind, Active>()
  readonly #sockets: Record<LinkKind, Set<Socket>> = { control: new Set(), rpc: new Set() }

  /** One at a time for each kind: this takes the place of the one before; null heals. */
  set(kind: LinkKind, fault: Fault | null): void {
    const before = this.#active.get(kind)
    if (fault) this.#active.set(kind, { fault, random: seededRandom(seedOf(fault)), over: new Deferred() })
    else this.#active.delete(kind)
    for (const socket of this.#sockets[kind]) {
      if (before?.fault.kind === 'hang') release(socket)
      this.#inflict(kind, socket)
    }
    before?.over.resolve()
  }

  /** Before a connection is dialled: fails with `PEER_LOST` while they are cut, and when they hang for longer than this. */
  async allowDial(kind: LinkKind, milliseconds: number): Promise<void> {
    const active = this.#active.get(kind)
    if (active?.fault.kind === 'hang') await settleWithin(milliseconds, active.over.promise)
    const now = this.#active.get(kind)?.fault.kind
    if (now !== 'cut' && now !== 'hang') return
    throw new ClusterError(
      'PEER_LOST',
      `${kind} links of this process are ${now === 'cut' ? 'cut' : 'held'} on purpose`,
    )
  }

  /** A socket that came to be, before anything passed it. */
  watch(kind: LinkKind, socket: Socket): void {
    this.#sockets[kind].add(socket)
    socket.once('close', () => this.#sockets[kind].delete(socket))
    this.#inflict(kind, socket)
  }

  /** For how long a packet is held up, milliseconds. */
  delayOf(kind: LinkKind): number {
    const fault = this.#active.get(kind)?.fault
    return fault?.kind === 'delay' ? fault.ms : 0
  }

  /** Whether the next packet vanishes. */
  drops(kind: LinkKind): boolean {
    const active = this.#active.get(kind)
    return active?.fault.kind === 'drop' && active.random() < active.fault.rate
  }

  #inflict(kind: LinkKind, socket: Socket): void {
    const fault = this.#active.get(kind)?.fault.kind
    if (fault === 'cut') socket.destroy()
    if (fault === 'hang') hold(socket)
  }
}

function seedOf(fault: Fault): number {
  return fault.kind === 'drop' ? (fault.seed ?? 1) : 1
}

/** Nothing is read, and what is written waits. */
function hold(socket: Socket): void {
  socket.pause()
  socket.cork()
}

function release(socket: Socket): void {
  socket.uncork()
  socket.resume()
}
