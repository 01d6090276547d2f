// Who called whom in the last seconds before a moment, and how often that failed.
import type { EventColumns, PacketEvent } from '../../src-main/timeline/index.ts'

const TRAFFIC_NS = 10e9
/** So many events are read in a few milliseconds; of more, a shorter time is read. */
const MAX_EVENTS = 60_000

export interface LinkTraffic {
  /** The server that calls. */
  from: string
  to: string
  calls: number
  /** Answers that are errors, and calls that did not arrive. */
  failed: number
  /** Calls a second. */
  rate: number
  /** The time of the latest call. */
  last: number
}

/** By caller, then by the server that is called. */
export function callTraffic(events: EventColumns, until: number): LinkTraffic[] {
  const end = events.after(until)
  const first = Math.max(events.from(until - TRAFFIC_NS), end - MAX_EVENTS)
  if (end <= first) return []
  const isWhole = first > end - MAX_EVENTS
  // A run that began in these seconds has a rate over the time since then.
  const start = isWhole ? Math.max(until - TRAFFIC_NS, Math.min(0, events.timeAt(0))) : events.timeAt(first)
  const seconds = Math.max(1e9, until - start) / 1e9
  const links = new Map<number, { from: number; to: number; calls: number; failed: number; last: number }>()
  const linkOf = (from: number, to: number) => {
    const key = from * 0x1_00_00_00 + to
    const known = links.get(key)
    if (known) return known
    const link = { from, to, calls: 0, failed: 0, last: 0 }
    links.set(key, link)
    return link
  }
  for (let place = first; place < end; place += 1) {
    if (!events.isPacket(place)) continue
    const phase = events.phaseAt(place)
    if (phase !== 'rpc' && phase !== 'error') continue
    const asked = askedAt(events, place)
    const [from, to] = [events.processAt(place), events.toAt(place)]
    if (asked > 0) {
      const link = linkOf(from, to)
      link.calls += asked
      link.last = events.timeAt(place)
      if (events.isUnreceived(place) || phase === 'error') link.failed += asked
    } else if (phase === 'error' && isCallAnswer(events, place)) linkOf(to, from).failed += 1
  }
  return [...links.values()].map(({ from, to, calls, failed, last }) => ({
    from: events.texts.text(from),
    to: events.texts.text(to),
    calls,
    failed: Math.min(failed, calls),
    rate: calls / seconds,
    last,
  }))
}

/** The places of the calls and answers between pairs of servers in the same time. */
export function callsBetween(
  events: EventColumns,
  until: number,
  pairs: readonly { from: string; to: string }[],
): number[] {
  const end = events.after(until)
  const wanted = new Set(pairs.map(({ from, to }) => `${events.texts.known(from)} ${events.texts.known(to)}`))
  const places: number[] = []
  for (let place = Math.max(events.from(until - TRAFFIC_NS), end - MAX_EVENTS); place < end; place += 1) {
    if (!events.isPacket(place)) continue
    const phase = events.phaseAt(place)
    if (phase !== 'rpc' && phase !== 'error') continue
    const [from, to] = [events.processAt(place), events.toAt(place)]
    const key = askedAt(events, place) > 0 ? `${from} ${to}` : `${to} ${from}`
    if (wanted.has(key)) places.push(place)
  }
  return places
}

/** The number of calls in a packet; 0 of an answer. */
function askedAt(events: EventColumns, place: number): number {
  const address = events.packedAt(place)
  if (address !== null) return events.packed.countMethods(address)
  const { link, calls } = events.at(place) as PacketEvent
  if (link !== 'rpc') return 0
  return calls === undefined ? 1 : calls.filter(({ method }) => method !== undefined).length
}

function isCallAnswer(events: EventColumns, place: number): boolean {
  return events.packedAt(place) !== null || (events.at(place) as PacketEvent).link === 'rpc'
}
