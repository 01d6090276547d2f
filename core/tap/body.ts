// How much of a packet's object a record carries: all of it, its head, or what fits.
import type { LinkPacket } from '../transport/observer.ts'
import type { PacketRecord, TapLevel } from '../protocol/record.ts'

/** Bytes of a packet up to which its object is told whole. */
export const MOST_BODY = 16 * 1024

export function bodyFor(
  { body, bytes, json }: Pick<LinkPacket, 'body' | 'bytes' | 'json'>,
  level: TapLevel,
): Pick<PacketRecord, 'body' | 'truncated'> {
  if (level === 'head' || body === undefined) return {}
  if (bytes <= MOST_BODY) return { body }
  // What was encoded once for many is not encoded again for the record of each.
  return { body: (json?.() ?? JSON.stringify(body)).slice(0, MOST_BODY), truncated: true }
}
