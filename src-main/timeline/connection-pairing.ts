// One connection as the pairing sees it: who is at its ends, which packets are half known, and when it may be forgotten.
import type { Direction, LinkRecord, PacketRecord } from '../../core/protocol/record.ts'
import { RequestTracker, type PacketLabels } from './request-tracker.ts'
import type { Nanoseconds } from './event.ts'
import { isAck } from './naming.ts'
import { asRecord, asString } from './unknown-json.ts'

export type End = 'dialler' | 'listener'

/** A packet of which at least one end is known. */
export interface PartialPacket {
  id: string
  sent: PacketRecord | null
  received: PacketRecord | null
  /** As the end saw it that made it vanish on purpose; `n` is 0 where it was never sent. */
  dropped: PacketRecord | null
  /** What ends that never report were called when it was first seen. */
  fallbackNames: Readonly<Record<End, string>>
  /** The turn in which it was first seen. */
  round: number
  /** What it answers and calls, once that was asked for: asking twice would find no question any more. */
  labels: PacketLabels | null
}

export class ConnectionPairing {
  readonly requests = new RequestTracker()
  readonly pending = new Map<string, PartialPacket>()
  /** Highest number that was written with one end only: a later report of its other end comes too late. */
  readonly expiredUpTo: Record<Direction, number> = { up: 0, down: 0 }
  #tapped: Partial<Record<End, string>> = {}
  /** What to call an end that never reports, as of now. */
  fallbackNames: Readonly<Record<End, string>>
  #claimedId: string | undefined
  #closed = new Map<End, Nanoseconds>()

  constructor(conn: string) {
    this.fallbackNames = { dialler: `?${conn}`, listener: `?${conn}` }
  }

  /** The name of an end: of its own process if that is tapped. */
  endName(end: End, { fallbackNames: strangers }: PartialPacket): string {
    return this.#tapped[end] ?? strangers[end]
  }

  observeLink(process: string, record: LinkRecord): void {
    this.#tapped[record.end] = process
    if (record.peer !== undefined)
      this.#nameEnd(record.end === 'dialler' ? 'listener' : 'dialler', record.peer)
    if (record.event === 'closed') this.#closed.set(record.end, record.at)
  }

  observePacket(process: string, record: PacketRecord): void {
    this.#tapped[endOf(record)] = process
    if (record.direction === 'up' && !isAck(record)) this.#claimedId ??= claimedIdIn(record)
    // A stranger has a name from the moment that the master accepts it, not from when it says one.
    const accepted = isAck(record) && asRecord(record.body)['code'] === 1
    if (accepted && this.#claimedId !== undefined) this.#nameEnd('dialler', this.#claimedId)
  }

  /** Nothing more will come: every end that reports has closed, or one has, long enough ago. */
  isOver(before: Nanoseconds): boolean {
    if (this.pending.size > 0 || this.#closed.size === 0) return false
    const ends: End[] = ['dialler', 'listener']
    if (ends.every((end) => this.#closed.has(end))) return true
    return [...this.#closed.values()].every((at) => at < before)
  }

  #nameEnd(end: End, name: string): void {
    this.fallbackNames = { ...this.fallbackNames, [end]: name }
  }
}

/** Which end reports such a record. */
function endOf({ t, direction }: PacketRecord): End {
  return (t === 'sent') === (direction === 'up') ? 'dialler' : 'listener'
}

function claimedIdIn({ event, body }: PacketRecord): string | undefined {
  return event === 'register' || event === 'reconnect' ? asString(asRecord(body)['id']) : undefined
}
