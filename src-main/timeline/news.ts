// News of a server that is on its way to another one: sent, and not received at a moment.
import type { Nanoseconds, PacketEvent } from './event.ts'
import type { ReplaySource } from './time-travel.ts'

/** Whoever looks at a cell waits for this search. */
const MAX_EVENTS_BACK = 2_000

/** Returns the latest packet to `to` about `about` that was sent by `at` and had not arrived. */
export function newsOnTheWay(
  events: ReplaySource,
  at: Nanoseconds,
  to: string,
  about: string,
): PacketEvent | null {
  const end = events.after(at)
  for (let place = end - 1; place >= Math.max(0, end - MAX_EVENTS_BACK); place -= 1) {
    const event = events.at(place)
    if (event.t !== 'packet' || event.to !== to || event.phase !== 'notify') continue
    const isOnTheWay = event.received === null || event.received > at
    if (isOnTheWay && event.sent !== null && names(event.body, about)) return event
  }
  return null
}

/** Whether a server's id is a key or a value anywhere in a body. */
function names(body: unknown, id: string, depth = 0): boolean {
  if (body === id) return true
  if (typeof body !== 'object' || body === null || depth > 8) return false
  return Object.entries(body).some(([key, inner]) => key === id || names(inner, id, depth + 1))
}
