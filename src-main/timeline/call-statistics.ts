// The calls of one method, or of all, among some events: how many, how fast, and how each ended.
import { callRate } from './call-rate.ts'
import type { EventColumns } from './columns/event-columns.ts'
import { timeOf, type Nanoseconds, type PacketEvent } from './event.ts'
import { roundTripOf, type Exchange } from './exchange.ts'
import { quantile } from './quantile.ts'

export interface CallResult {
  packet: PacketEvent
  outcome: Exchange['outcome']
  roundTrip: Nanoseconds | null
}

export interface CallStatistics {
  /** In the order of time. */
  calls: CallResult[]
  /** Calls a second; null if there are none. */
  rate: number | null
  /** Quantiles of the known round trips. */
  p50: Nanoseconds | null
  p95: Nanoseconds | null
  failed: number
  unanswered: number
}

/** @param method null for all; @param rows of the columns, in the order of time: calls and answers; other events are skipped */
export function callStatistics(
  events: EventColumns,
  rows: readonly number[],
  method: string | null,
): CallStatistics {
  const open = new Map<string, CallResult>()
  const calls: CallResult[] = []
  for (const row of rows) {
    const packet = events.atRow(row)
    if (packet.t !== 'packet') continue
    for (const call of packet.calls ?? []) {
      if (call.method !== undefined) {
        if (method !== null && (call.method || packet.name) !== method) continue
        const result: CallResult = {
          packet,
          outcome: call.id === 0 ? 'oneWay' : 'unanswered',
          roundTrip: null,
        }
        calls.push(result)
        open.set(`${packet.id} ${call.id}`, result)
        continue
      }
      const asked = open.get(`${call.answers} ${call.id}`)
      if (!asked) continue
      asked.outcome = call.error || packet.phase === 'error' ? 'failed' : 'answered'
      asked.roundTrip = roundTripOf(asked.packet, packet)
    }
  }
  const trips = calls.flatMap(({ roundTrip }) => roundTrip ?? []).sort((a, b) => a - b)
  return {
    calls,
    rate: rateOf(calls),
    p50: quantile(trips, 0.5),
    p95: quantile(trips, 0.95),
    failed: calls.filter(({ outcome }) => outcome === 'failed').length,
    unanswered: calls.filter(({ outcome }) => outcome === 'unanswered').length,
  }
}

function rateOf(calls: readonly CallResult[]): number | null {
  const [first, last] = [calls[0], calls.at(-1)]
  return first && last ? callRate(calls.length, timeOf(first.packet), timeOf(last.packet)) : null
}
