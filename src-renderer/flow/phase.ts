// Which phase an event belongs to, for the legend, the filter and the colours; and the words for it.
import type { PacketEvent, Phase, TimelineEvent } from '../../src-main/timeline/index.ts'

export const PHASES: readonly Phase[] = [
  'connect',
  'register',
  'subscribe',
  'notify',
  'proxies',
  'ready',
  'rpc',
  'admin',
  'error',
]

const PHASE_OF_STEP = {
  authenticated: 'register',
  subscriberAdded: 'subscribe',
  callbackFound: 'subscribe',
  serversAdded: 'notify',
  startOverHeard: 'ready',
} as const satisfies Record<string, Phase>

/** `null` for what belongs to no phase: states, logs, marks. These are always shown. */
export function phaseOfEvent(event: TimelineEvent): Phase | null {
  switch (event.t) {
    case 'packet':
      return event.phase
    case 'link':
      return event.event === 'refused' ? 'error' : 'connect'
    case 'proxy':
      return 'proxies'
    case 'step':
      return PHASE_OF_STEP[event.step]
    case 'view':
      return 'notify'
    default:
      return null
  }
}

/** When the packet was first seen: sent, or where nobody saw that, received. */
export function startOf(packet: PacketEvent): number {
  return packet.sent ?? packet.received ?? 0
}

/** When it arrived. A receipt before its sending (clock noise) is drawn as no time at all. */
export function endOf(packet: PacketEvent): number {
  return Math.max(packet.received ?? startOf(packet), startOf(packet))
}
