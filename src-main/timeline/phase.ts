// The phases of joining, and the phase of an event.
import type { Phase, StepEvent, TimelineEvent } from './event.ts'
import { lineSchemas } from './line-schema.ts'

export const PHASES: readonly Phase[] = lineSchemas.packet.shape.phase.options

const PHASE_OF_STEP = {
  authenticated: 'register',
  subscriberAdded: 'subscribe',
  callbackFound: 'subscribe',
  serversAdded: 'notify',
  startOverHeard: 'ready',
} as const satisfies Record<StepEvent['step'], Phase>

/** Returns null for events without a phase: states, logs, marks. */
export function eventPhase(event: TimelineEvent): Phase | null {
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
