// Fault injection for the links of one kind in this process: all of them, or those with one peer. Sockets are destroyed
// or paused here; delays and drops are applied by each link.
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { ClusterError } from '../protocol/errors.ts'
import type { FaultDirection, LinkFault, LinkKind } from '../protocol/record.ts'
import { Deferred } from '../kit/deferred.ts'
import { settleWithin } from '../kit/timeout.ts'
import { seededRandom } from '../kit/random.ts'

interface ActiveFault {
  fault: LinkFault
  random: () => number
  removed: Deferred
}

interface WatchedSocket {
  /** Undefined until it is known. */
  peer: string | undefined
  isPaused: boolean
}

/** What faults do to the packets of one link. */
export interface LinkFaults {
  isFaulted(): boolean
  /** How long a packet is delayed. */
  delayMs(direction: FaultDirection): number
  /** Whether the next packet is dropped. Each call is one step of the random sequence of a fault of this direction. */
  shouldDrop(direction: FaultDirection): boolean
}

/** The key of the fault of all links. */
const ALL = ''
/** The stronger first. */
const KINDS = ['cut', 'hang', 'delay', 'drop'] as const

/**
 * On a link with a fault of its pair and one of all links, the stronger holds: a cut, then a hang. Of two delays the
 * longer holds, of two drops the higher rate, in each direction; a delay and a drop act together.
 */
export class Faults {
  /** By peer. */
  readonly #active: Record<LinkKind, Map<string, ActiveFault>> = { control: new Map(), rpc: new Map() }
  readonly #sockets: Record<LinkKind, Map<Socket, WatchedSocket>> = { control: new Map(), rpc: new Map() }

  /** Replaces the fault of this kind of link, of all links or of those with one peer; null removes it. */
  set(kind: LinkKind, fault: LinkFault | null, peer: string = ALL): void {
    const active = this.#active[kind]
    const previous = active.get(peer)
    if (fault) active.set(peer, { fault, random: seededRandom(seedOf(fault)), removed: new Deferred() })
    else active.delete(peer)
    for (const [socket, watched] of this.#sockets[kind]) this.#apply(kind, socket, watched)
    previous?.removed.resolve()
  }

  /** Removes all faults. */
  clear(): void {
    for (const kind of ['control', 'rpc'] as const) {
      for (const peer of this.#active[kind].keys()) this.set(kind, null, peer)
    }
  }

  /**
   * Waits while the link hangs, up to the time limit in milliseconds.
   * @throws `PEER_LOST` if the link is cut, or still hangs
   */
  async assertDialAllowed(kind: LinkKind, milliseconds: number, peer?: string): Promise<void> {
    const deadline = performance.now() + milliseconds
    for (;;) {
      const hang = this.#of(kind, peer).find(({ fault }) => fault.kind === 'hang')
      const remaining = deadline - performance.now()
      if (!hang || remaining <= 0) break
      await settleWithin(remaining, hang.removed.promise)
    }
    const now = this.kindOf(kind, peer)
    if (now === 'cut' || now === 'hang') throw this.failure(kind, peer)
  }

  /** The error of a link that is cut or hangs. */
  failure(kind: LinkKind, peer?: string): ClusterError {
    const strongest = this.kindOf(kind, peer)
    const isGeneral = peer === undefined || this.kindOf(kind) === strongest
    const text = isGeneral
      ? `${kind} links of this process ${strongest === 'cut' ? 'are cut' : 'hang'}`
      : `the ${kind} link to ${peer} ${strongest === 'cut' ? 'is cut' : 'hangs'}`
    return new ClusterError('PEER_LOST', `injected fault: ${text}`)
  }

  /**
   * Must be called with every new socket, before anything was read from or written to it. While its peer is not known,
   * only the fault of all links acts on it.
   */
  watch(kind: LinkKind, socket: Socket, peer?: string): void {
    const watched = { peer, isPaused: false }
    this.#sockets[kind].set(socket, watched)
    socket.once('close', () => this.#sockets[kind].delete(socket))
    this.#apply(kind, socket, watched)
  }

  /** Names the peer of a watched socket. Returns false if the link to this peer is cut: the socket is destroyed. */
  identify(kind: LinkKind, socket: Socket, peer: string): boolean {
    const watched = this.#sockets[kind].get(socket)
    if (watched) {
      watched.peer = peer
      this.#apply(kind, socket, watched)
    }
    return this.kindOf(kind, peer) !== 'cut'
  }

  /** The kind of the fault that holds for the links to a peer; without one, for those whose peer is not known. */
  kindOf(kind: LinkKind, peer?: string): LinkFault['kind'] | undefined {
    const kinds = this.#of(kind, peer).map(({ fault }) => fault.kind)
    return KINDS.find((one) => kinds.includes(one))
  }

  /** What the faults, present and later ones, do to the packets of a link. */
  of(kind: LinkKind, peer?: string): LinkFaults {
    return {
      isFaulted: () => this.kindOf(kind, peer) !== undefined,
      delayMs: (direction) => this.#delayMs(kind, peer, direction),
      shouldDrop: (direction) => this.#shouldDrop(kind, peer, direction),
    }
  }

  #delayMs(kind: LinkKind, peer: string | undefined, direction: FaultDirection): number {
    let longest = 0
    for (const { fault } of this.#of(kind, peer)) {
      if (fault.kind === 'delay' && (fault.direction ?? direction) === direction)
        longest = Math.max(longest, fault.ms)
    }
    return longest
  }

  #shouldDrop(kind: LinkKind, peer: string | undefined, direction: FaultDirection): boolean {
    let rate = 0
    let random: (() => number) | undefined
    for (const { fault, random: own } of this.#of(kind, peer)) {
      if (fault.kind !== 'drop' || fault.rate <= rate) continue
      if ((fault.direction ?? direction) !== direction) continue
      rate = fault.rate
      random = own
    }
    return random !== undefined && random() < rate
  }

  /** The faults that act on the links to a peer. */
  #of(kind: LinkKind, peer: string | undefined): readonly ActiveFault[] {
    const active = this.#active[kind]
    if (active.size === 0) return NONE
    const keys = peer === undefined ? [ALL] : [ALL, peer]
    return keys.flatMap((key) => active.get(key) ?? NONE)
  }

  #apply(kind: LinkKind, socket: Socket, watched: WatchedSocket): void {
    const fault = this.kindOf(kind, watched.peer)
    if (fault === 'cut') return void socket.destroy()
    if (watched.isPaused === (fault === 'hang')) return
    watched.isPaused = !watched.isPaused
    if (watched.isPaused) pause(socket)
    else resume(socket)
  }
}

const NONE: readonly ActiveFault[] = []

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
