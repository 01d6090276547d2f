// How much of a packet's object a record carries: all of it, or what fits.
import type { PacketRecord } from '../protocol/record.ts'
import type { SeenPacket } from '../transport/observer.ts'

/** Bytes of a packet up to which its object is told whole. */
export const MOST_BODY = 16 * 1024

export function addBody(record: PacketRecord, { body, bytes, json }: SeenPacket): void {
  if (body === undefined) return
  if (bytes <= MOST_BODY) {
    record.body = body
    return
  }
  // It is text already: that of a long packet is not made again for each record.
  record.body = json().slice(0, MOST_BODY)
  record.truncated = true
}
