// The phases of joining, and the phase of an event.
import { GROVE_DIALECT } from '../../core/protocol/grove-dialect.ts'
import type { Phase, TimelineEvent } from './event.ts'

export { PHASES } from '../../core/protocol/record.ts'

const OWN_PHASES = new Map(Object.entries(GROVE_DIALECT.phases))

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
      return event.phase ?? OWN_PHASES.get(event.step) ?? null
    case 'view':
      return 'notify'
    default:
      return null
  }
}
