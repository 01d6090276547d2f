// The RPC calls without an answer at any moment. Most events are RPC packets, so they are read packed and only on demand.
import { bisect } from '../../../core/kit/binary-search.ts'
import { isOnBus } from '../bus.ts'
import type { PacketEvent } from '../event.ts'
import { answeredKeys, pendingRequestsIn, type PendingRequest } from '../pending-requests.ts'
import type { EventColumns } from './event-columns.ts'
import { joinId } from './id.ts'
import { NO_TEXT } from './string-table.ts'

/** Events between two snapshots. */
const SNAPSHOT_INTERVAL = 32_768

interface OpenCall {
  /** The row of the packet that makes the call. */
  row: number
  conn: string
}

/** By the key that an answer names: the id of the packet, and of the call in it. */
type OpenCalls = ReadonlyMap<string, OpenCall>

interface Snapshot {
  /** The number of events applied to `open`. */
  count: number
  open: OpenCalls
}

export class PendingCalls {
  readonly #columns: EventColumns
  /** The last one is where the latest reader stopped. */
  #snapshots: Snapshot[] = [{ count: 0, open: new Map() }]

  constructor(columns: EventColumns) {
    this.#columns = columns
  }

  /** Returns the calls that are open after the first `count` events. */
  upTo(count: number): PendingRequest[] {
    const after = bisect(this.#snapshots, (snapshot) => snapshot.count > count)
    const nearest = this.#snapshots[after - 1] as Snapshot
    const open = new Map(nearest.open)
    for (let place = nearest.count; place < count; place += 1) {
      this.#apply(place, open)
      const isNew = place >= (this.#snapshots.at(-1) as Snapshot).count
      if (isNew && (place + 1) % SNAPSHOT_INTERVAL === 0)
        this.#snapshots.push({ count: place + 1, open: new Map(open) })
    }
    return [...open].flatMap(([key, { row }]) => this.#request(key, row))
  }

  /** To be called when an event was inserted at this index. */
  changedFrom(index: number): void {
    this.#snapshots.length = bisect(this.#snapshots, ({ count }) => count > index)
  }

  #apply(place: number, open: Map<string, OpenCall>): void {
    const address = this.#columns.packedAt(place)
    if (address !== null) return this.#applyPacked(address, this.#columns.rowAt(place), open)
    const event = this.#columns.at(place)
    if (event.t === 'packet' && event.link === 'rpc') {
      for (const key of answeredKeys(event)) open.delete(key)
      for (const [key, { conn }] of pendingRequestsIn(event)) {
        open.set(key, { row: this.#columns.rowAt(place), conn })
      }
    } else if (event.t === 'link' && event.event === 'closed') {
      for (const [key, { conn }] of open) if (conn === event.conn) open.delete(key)
    } else if (event.t === 'process' && event.event === 'exited') {
      for (const [key, { row, conn }] of open) {
        const { from, to } = this.#columns.atRow(row) as PacketEvent
        if (isOnBus(conn) && (from === event.process || to === event.process)) open.delete(key)
      }
    }
  }

  #applyPacked(address: number, row: number, open: Map<string, OpenCall>): void {
    const { packed, texts } = this.#columns
    packed.eachCall(address, (id, method, head, tail) => {
      if (method === NO_TEXT) {
        if (head !== NO_TEXT) open.delete(`${joinId(texts, head, tail)} ${id}`)
      } else if (id !== 0 && !packed.wasDropped(address)) {
        open.set(`${packed.idAt(address)} ${id}`, { row, conn: packed.connAt(address) })
      }
    })
  }

  #request(key: string, row: number): PendingRequest[] {
    const requests = pendingRequestsIn(this.#columns.atRow(row) as PacketEvent)
    return requests.flatMap(([own, request]) => (own === key ? request : []))
  }
}
