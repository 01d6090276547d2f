// When a packet was on its way, and the phases of the timeline.
import type { PacketEvent } from '../../src-main/timeline/index.ts'

export { PHASES, eventPhase } from '../../src-main/timeline/index.ts'

/** When the packet was first seen: sent, or where nobody saw that, received. */
export function startOf(packet: PacketEvent): number {
  return packet.sent ?? packet.received ?? 0
}

/** When it arrived. A receipt before its sending (clock noise) is drawn as no time at all. */
export function endOf(packet: PacketEvent): number {
  return Math.max(packet.received ?? startOf(packet), startOf(packet))
}
