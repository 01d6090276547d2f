// The times of a packet, and the phases of the timeline.
import type { PacketEvent } from '../../src-main/timeline/index.ts'

export { PHASES, eventPhase } from '../../src-main/timeline/index.ts'

/** When the packet was sent, or if that is not known, received. */
export function startOf(packet: PacketEvent): number {
  return packet.sent ?? packet.received ?? 0
}

/** When it was received; never before it was sent, whatever the clocks say. */
export function endOf(packet: PacketEvent): number {
  return Math.max(packet.received ?? startOf(packet), startOf(packet))
}
