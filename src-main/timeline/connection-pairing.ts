// One connection during pairing: the names of its ends, its partial packets, and when it is over.
import type { Direction, LinkRecord, PacketRecord } from '../../core/protocol/record.ts'
import { RequestTracker, type PacketLabels } from './request-tracker.ts'
import type { Nanoseconds } from './event.ts'
import { isAck } from './naming.ts'
import { parsedBody } from './row-content.ts'
import { asRecord, asString } from './unknown-json.ts'

export type End = 'dialler' | 'listener'

/** A packet that one end or both have reported. */
export interface PartialPacket {
  id: string
  sent: PacketRecord | null
  received: PacketRecord | null
  /** Reported by the end where a fault dropped it; `n` is 0 if it was never sent. */
  dropped: PacketRecord | null
  /** Names for untapped ends, as of the first report. */
  fallbackNames: Readonly<Record<End, string>>
  /** The round of `takeOverdue` in which it was first seen. */
  round: number
  /** Cached, because the lookup forgets the requests that it finds. */
  labels: PacketLabels | null
}

export class ConnectionPairing {
  readonly requests = new RequestTracker()
  readonly pending = new Map<string, PartialPacket>()
  /** The highest number that was emitted with one end only; a later report of the other end is ignored. */
  readonly expiredUpTo: Record<Direction, number> = { up: 0, down: 0 }
  #tapped: Partial<Record<End, string>> = {}
  /** Names for untapped ends, as of now. */
  fallbackNames: Readonly<Record<End, string>>
  #claimedId: string | undefined
  #closed = new Map<End, Nanoseconds>()

  constructor(conn: string) {
    this.fallbackNames = { dialler: `?${conn}`, listener: `?${conn}` }
  }

  /** Returns the name of an end: its process if that is tapped, else the fallback name. */
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
    // An untapped peer gets its claimed id only when the master accepts it.
    const accepted = isAck(record) && asRecord(record.body)['code'] === 1
    if (accepted && this.#claimedId !== undefined) this.#nameEnd('dialler', this.#claimedId)
  }

  /** Whether no more reports are expected: both ends have closed, or one has before a given time. */
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

/** Returns the end that reports a record. */
function endOf({ t, direction }: PacketRecord): End {
  return (t === 'sent') === (direction === 'up') ? 'dialler' : 'listener'
}

function claimedIdIn({ event, body }: PacketRecord): string | undefined {
  return event === 'register' || event === 'reconnect' ? asString(asRecord(body)['id']) : undefined
}

export function firstSeen({ sent, received, dropped }: PartialPacket): Nanoseconds {
  return sent?.at ?? received?.at ?? dropped?.at ?? 0
}

/** Returns the sender's record, completed by the receiver's. */
export function mergedRecord({ sent, received, dropped }: PartialPacket): PacketRecord | null {
  if (!sent || !received) return sent ?? received ?? dropped
  const causes = sent.causes ?? received.causes
  const bodied = sent.body === undefined ? received : sent
  const { body, truncated } = bodied
  return { ...sent, causes, truncated, body }
}

/** A truncated body is text: parse its complete part. */
export function withParsedBody(record: PacketRecord): PacketRecord {
  return typeof record.body === 'string' ? { ...record, body: parsedBody(record.body) } : record
}
