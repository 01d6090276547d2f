// Counts the calls of a range: those that were lost or failed too. A range that grows is not counted again from its start.
import type { EventColumns } from '../columns/event-columns.ts'
import { NO_TEXT } from '../columns/string-table.ts'
import type { Nanoseconds, PacketEvent } from '../event.ts'

/** Packets come at most this late. */
const LATE_NS = 6e9

export interface CallCounts {
  calls: number
  /** Calls that did not reach their server. */
  lost: number
  /** Answers that are errors. */
  failed: number
}

interface Prefix extends CallCounts {
  /** Whose lost calls count. */
  servers: string
  first: number
  last: number
  /** The times of both ends, which say whether the places still are the same events. */
  firstAt: Nanoseconds
  lastAt: Nanoseconds
}

const NONE: CallCounts = { calls: 0, lost: 0, failed: 0 }

export class CallCounter {
  /** What was counted of the latest range, without its end that may still change. */
  #prefix: Prefix | null = null

  /** @param servers only calls to these count as lost */
  count(events: EventColumns, first: number, last: number, servers: ReadonlySet<string>): CallCounts {
    const counter = new RangeCounter(events, servers)
    const end = events.length === 0 ? 0 : events.timeAt(events.length - 1)
    const settled = Math.max(first, Math.min(last, events.from(end - LATE_NS)))
    const names = [...servers].join()
    const known = this.#prefix
    const isKnown =
      known !== null &&
      known.servers === names &&
      known.first === first &&
      known.last <= settled &&
      events.timeAt(first) === known.firstAt &&
      events.timeAt(known.last - 1) === known.lastAt
    const prefix = isKnown ? counter.add(known, known.last, settled) : counter.add(NONE, first, settled)
    if (settled > first) {
      const firstAt = events.timeAt(first)
      const lastAt = events.timeAt(settled - 1)
      this.#prefix = { ...prefix, servers: names, first, last: settled, firstAt, lastAt }
    }
    return counter.add(prefix, settled, last)
  }
}

class RangeCounter {
  readonly #events: EventColumns
  readonly #servers: ReadonlySet<number>

  constructor(events: EventColumns, servers: ReadonlySet<string>) {
    this.#events = events
    this.#servers = new Set([...servers].map((id) => events.texts.known(id) ?? NO_TEXT))
  }

  add(counts: CallCounts, first: number, last: number): CallCounts {
    const events = this.#events
    let { calls, lost, failed } = counts
    for (let place = first; place < last; place += 1) {
      const address = events.packedAt(place)
      if (address === null && !events.isPacket(place)) continue
      const phase = events.phaseAt(place)
      if (phase !== 'rpc' && phase !== 'error') continue
      const asked = address === null ? this.#askedWhole(place) : events.packed.countMethods(address)
      calls += asked
      if (phase === 'error') failed += 1
      else if (asked > 0 && this.#isLost(place)) lost += asked
    }
    return { calls, lost, failed }
  }

  /** Returns the number of calls in a packet; 0 of an answer. */
  #askedWhole(place: number): number {
    const { link, calls } = this.#events.at(place) as PacketEvent
    if (link !== 'rpc') return 0
    return calls === undefined ? 1 : calls.filter(({ method }) => method !== undefined).length
  }

  #isLost(place: number): boolean {
    return this.#events.isUnreceived(place) && this.#servers.has(this.#events.toAt(place))
  }
}
