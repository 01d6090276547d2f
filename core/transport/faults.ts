// Fault injection for all links of one kind in this process. Sockets are destroyed or paused here; delays and drops are
// applied by each link.
import type { Socket } from 'node:net'
import { ClusterError } from '../protocol/errors.ts'
import type { LinkFault, LinkKind } from '../protocol/record.ts'
import { Deferred } from '../kit/deferred.ts'
import { settleWithin } from '../kit/timeout.ts'
import { seededRandom } from '../kit/random.ts'

interface ActiveFault {
  fault: LinkFault
  random: () => number
  removed: Deferred
}

export class Faults {
  readonly #active = new Map<LinkKind, ActiveFault>()
  readonly #sockets: Record<LinkKind, Set<Socket>> = { control: new Set(), rpc: new Set() }

  /** Replaces the fault of this kind of link; null removes it. */
  set(kind: LinkKind, fault: LinkFault | null): void {
    const previous = this.#active.get(kind)
    if (fault) this.#active.set(kind, { fault, random: seededRandom(seedOf(fault)), removed: new Deferred() })
    else this.#active.delete(kind)
    for (const socket of this.#sockets[kind]) {
      if (previous?.fault.kind === 'hang') resume(socket)
      this.#apply(kind, socket)
    }
    previous?.removed.resolve()
  }

  /**
   * Waits while the links hang, up to the time limit in milliseconds.
   * @throws `PEER_LOST` if the links are cut, or still hang
   */
  async assertDialAllowed(kind: LinkKind, milliseconds: number): Promise<void> {
    const active = this.#active.get(kind)
    if (active?.fault.kind === 'hang') await settleWithin(milliseconds, active.removed.promise)
    const now = this.#active.get(kind)?.fault.kind
    if (now !== 'cut' && now !== 'hang') return
    throw new ClusterError(
      'PEER_LOST',
      `injected fault: ${kind} links of this process ${now === 'cut' ? 'are cut' : 'hang'}`,
    )
  }

  /** Must be called with every new socket, before anything was read from or written to it. */
  watch(kind: LinkKind, socket: Socket): void {
    this.#sockets[kind].add(socket)
    socket.once('close', () => this.#sockets[kind].delete(socket))
    this.#apply(kind, socket)
  }

  /** The kind of the current fault. */
  kindOf(kind: LinkKind): LinkFault['kind'] | undefined {
    return this.#active.get(kind)?.fault.kind
  }

  /** How long a packet is delayed. */
  delayMs(kind: LinkKind): number {
    const fault = this.#active.get(kind)?.fault
    return fault?.kind === 'delay' ? fault.ms : 0
  }

  /** Whether the next packet is dropped. Each call is one step of the random sequence. */
  shouldDrop(kind: LinkKind): boolean {
    const active = this.#active.get(kind)
    return active?.fault.kind === 'drop' && active.random() < active.fault.rate
  }

  #apply(kind: LinkKind, socket: Socket): void {
    const fault = this.#active.get(kind)?.fault.kind
    if (fault === 'cut') socket.destroy()
    if (fault === 'hang') pause(socket)
  }
}

function seedOf(fault: LinkFault): number {
  return fault.kind === 'drop' ? (fault.seed ?? 1) : 1
}

/** Nothing is read, and what is written waits. */
function pause(socket: Socket): void {
  socket.pause()
  socket.cork()
}

function resume(socket: Socket): void {
  socket.uncork()
  socket.resume()
}
