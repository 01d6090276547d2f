// A server's state goes forward, falls back only through `reconnecting`, and ends with `stopping` or `failed`.
import type { ServerState } from '../../../core/protocol/record.ts'
import type { StateEvent } from '../event.ts'
import { lineSchemas } from '../line-schema.ts'
import type { Violation, Rule } from './finding.ts'

/** The schema names the states in their order. */
const ORDER: readonly ServerState[] = lineSchemas.state.shape.to.options
const ENDS = new Set<ServerState>(['stopping', 'failed'])

export const stateOrder: Rule = (events, { words }) => {
  const latest = new Map<string, StateEvent>()
  return events.flatMap((event): Violation[] => {
    // The lost records may have held a state.
    if (event.t === 'gap')
      for (const [key, { process }] of latest) if (process === event.process) latest.delete(key)
    if (event.t !== 'state') return []
    const key = `${event.process} ${event.instance}`
    const before = latest.get(key)
    latest.set(key, event)
    if (!before || mayFollow(before.to, event.to)) return []
    const text = words.checks.stateBack(event.process, before.to, event.to)
    return [{ rule: 'state-order', events: [before.id, event.id], text }]
  })
}

function mayFollow(from: ServerState, to: ServerState): boolean {
  if (ENDS.has(to)) return true
  if (ENDS.has(from)) return false
  return to === 'reconnecting' || from === 'reconnecting' || ORDER.indexOf(to) > ORDER.indexOf(from)
}
