// The RPC calls without an answer at any moment. Most events are packed RPC packets, which are read as numbers.
import { bisect } from '../../../core/kit/binary-search.ts'
import { isOnBus } from '../bus.ts'
import type { PacketEvent } from '../event.ts'
import { answeredKeys, pendingRequestsIn, type PendingRequest } from '../pending-requests.ts'
import type { EventColumns } from './event-columns.ts'
import { joinId, splitId } from './id.ts'
import { NO_TEXT } from './string-table.ts'

/** Events between two snapshots. */
const SNAPSHOT_INTERVAL = 32_768
const NUMBER_RANGE = 2 ** 32

/** A packet with calls that are open. */
interface OpenPacket {
  row: number
  /** The ids of the calls in it. */
  calls: readonly number[]
}

interface OpenCalls {
  /** By route and number of the packet. */
  packed: Map<number, OpenPacket>
  /** Calls of packets that are not packed, by the key that their answers name. */
  whole: Map<string, { row: number; conn: string }>
}

interface Snapshot extends OpenCalls {
  /** The number of events applied. */
  count: number
}

export class PendingCalls {
  readonly #columns: EventColumns
  readonly #snapshots: Snapshot[] = [{ count: 0, packed: new Map(), whole: new Map() }]
  /** The route that an id begins with, by the number of that text; NaN if it is no packet's id. */
  readonly #routes: number[] = []

  constructor(columns: EventColumns) {
    this.#columns = columns
  }

  /** Returns the calls that are open after the first `count` events. */
  upTo(count: number): PendingRequest[] {
    const nearest = this.#snapshots[this.#after(count) - 1] as Snapshot
    const open = copyOf(nearest)
    for (let place = nearest.count; place < count; place += 1) {
      this.#apply(place, open)
      const isNew = place >= (this.#snapshots.at(-1) as Snapshot).count
      if (isNew && (place + 1) % SNAPSHOT_INTERVAL === 0)
        this.#snapshots.push({ count: place + 1, ...copyOf(open) })
    }
    return this.#requests(open)
  }

  /** To be called when an event was inserted at this index. */
  changedFrom(index: number): void {
    this.#snapshots.length = this.#after(index)
  }

  /** Index of the first snapshot of more events. */
  #after(count: number): number {
    return bisect(this.#snapshots, (snapshot) => snapshot.count > count)
  }

  #apply(place: number, open: OpenCalls): void {
    const address = this.#columns.packedAt(place)
    if (address !== null) return this.#applyPacked(address, place, open)
    const event = this.#columns.at(place)
    if (event.t === 'packet' && event.link === 'rpc') this.#applyWhole(event, place, open)
    else if (event.t === 'link' && event.event === 'closed') this.#close(event.conn, open)
    else if (event.t === 'process' && event.event === 'exited') this.#leaveBus(event.process, open)
  }

  #applyPacked(address: number, place: number, open: OpenCalls): void {
    const { packed, texts } = this.#columns
    const calls: number[] = []
    packed.eachCall(address, (id, method, head, tail) => {
      if (method !== NO_TEXT) {
        if (id !== 0) calls.push(id)
      } else if (head !== NO_TEXT) {
        answer(open, this.#routeOf(head) * NUMBER_RANGE + tail, id)
        if (open.whole.size > 0) open.whole.delete(`${joinId(texts, head, tail)} ${id}`)
      }
    })
    if (calls.length === 0 || packed.wasDropped(address)) return
    const key = packed.routeAt(address) * NUMBER_RANGE + packed.numberAt(address)
    open.packed.set(key, { row: this.#columns.rowAt(place), calls })
  }

  #applyWhole(packet: PacketEvent, place: number, open: OpenCalls): void {
    for (const key of answeredKeys(packet)) open.whole.delete(key)
    for (const { id, answers } of packet.calls ?? []) {
      if (answers === undefined || typeof id !== 'number') continue
      const { head, tail } = splitId(answers)
      answer(open, this.#routeOf(this.#columns.texts.intern(head)) * NUMBER_RANGE + tail, id)
    }
    const row = this.#columns.rowAt(place)
    for (const [key, { conn }] of pendingRequestsIn(packet)) open.whole.set(key, { row, conn })
  }

  #close(closed: string, open: OpenCalls): void {
    const text = this.#columns.texts.known(closed)
    for (const key of open.packed.keys())
      if (Math.floor(key / NUMBER_RANGE / 2) === text) open.packed.delete(key)
    for (const [key, { conn }] of open.whole) if (conn === closed) open.whole.delete(key)
  }

  /** Who calls on a bus, and who is called, has no link that closes. */
  #leaveBus(process: string, open: OpenCalls): void {
    for (const [key, { row, conn }] of open.whole) {
      if (!isOnBus(conn)) continue
      const { from, to } = this.#columns.atRow(row) as PacketEvent
      if (from === process || to === process) open.whole.delete(key)
    }
  }

  /** @param head the number of what a packet's id begins with: connection and direction */
  #routeOf(head: number): number {
    let route = this.#routes[head]
    if (route === undefined) {
      const { texts } = this.#columns
      const [, conn, direction] = /^(.*)\/(up|down)\/$/s.exec(texts.text(head)) ?? []
      route = conn === undefined ? Number.NaN : texts.intern(conn) * 2 + (direction === 'up' ? 1 : 0)
      this.#routes[head] = route
    }
    return route
  }

  #requests({ packed, whole }: OpenCalls): PendingRequest[] {
    const requestsOf = (row: number, isOpen: (key: string, packet: string) => boolean) => {
      const packet = this.#columns.atRow(row) as PacketEvent
      return pendingRequestsIn(packet).flatMap(([key, request]) => (isOpen(key, packet.id) ? request : []))
    }
    return [
      ...[...packed.values()].flatMap(({ row, calls }) =>
        requestsOf(row, (key, packet) => calls.some((id) => key === `${packet} ${id}`)),
      ),
      ...[...whole].flatMap(([own, { row }]) => requestsOf(row, (key) => key === own)),
    ]
  }
}

/** Takes an answered call away. */
function answer({ packed }: OpenCalls, key: number, id: number): void {
  const known = packed.get(key)
  if (!known?.calls.includes(id)) return
  if (known.calls.length === 1) packed.delete(key)
  else packed.set(key, { row: known.row, calls: known.calls.filter((call) => call !== id) })
}

function copyOf({ packed, whole }: OpenCalls): OpenCalls {
  return { packed: new Map(packed), whole: new Map(whole) }
}
