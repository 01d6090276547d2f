// The log of calls, against a count of the same calls one by one.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CallLog,
  EventColumns,
  timeOf,
  type CallSummary,
  type PacketEvent,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { callRate } from '../../../src-main/timeline/call-rate.ts'
import { nearestRank } from '../../../src-main/timeline/nearest-rank.ts'
import { quantile } from '../../../src-main/timeline/quantile.ts'
import { syntheticTraffic } from '../../support/synthetic-traffic.ts'

const traffic = [...syntheticTraffic(5_000, 6).events]
const nameOf = (process: string): string => (process.startsWith('?') ? 'outside' : process)
const byName = (one: CallSummary, other: CallSummary): number =>
  JSON.stringify([one.from, one.to, one.method]) < JSON.stringify([other.from, other.to, other.method])
    ? -1
    : 1

function logOf(events: readonly TimelineEvent[]): { log: CallLog; columns: EventColumns } {
  const columns = new EventColumns()
  for (const event of events) columns.add(event)
  const log = new CallLog(columns, nameOf)
  log.update()
  return { log, columns }
}

/** The same by looking for each answer. */
function counted(events: readonly TimelineEvent[], until: number): CallSummary[] {
  const packets = events.filter((event): event is PacketEvent => event.t === 'packet')
  const answers = new Map<string, PacketEvent>()
  for (const packet of packets)
    for (const { id, method, answers: request } of packet.calls ?? [])
      if (method === undefined) answers.set(`${request} ${id}`, packet)
  const groups = new Map<string, { summary: CallSummary; times: number[]; trips: number[] }>()
  for (const packet of packets) {
    for (const { id, method } of packet.calls ?? []) {
      if (method === undefined || timeOf(packet) > until) continue
      const [from, to, name] = [nameOf(packet.from), nameOf(packet.to), method || packet.name]
      const key = JSON.stringify([from, to, name])
      const empty = { from, to, method: name, count: 0, rate: 0, p50: null, p95: null, failed: 0, open: 0 }
      const group = groups.get(key) ?? { summary: empty, times: [], trips: [] }
      groups.set(key, group)
      group.summary.count += 1
      group.times.push(timeOf(packet))
      if (id === 0) continue
      const answer = answers.get(`${packet.id} ${id}`)
      const answeredAt = answer?.received ?? answer?.sent ?? Infinity
      if (!answer || answeredAt > until) {
        group.summary.open += 1
        continue
      }
      if (answer.phase === 'error') group.summary.failed += 1
      if (packet.sent !== null && answer.received !== null) group.trips.push(answer.received - packet.sent)
    }
  }
  return [...groups.values()].map(({ summary, times, trips }) => {
    const sorted = trips.sort((a, b) => a - b)
    const rate = callRate(times.length, Math.min(...times), Math.max(...times))
    return { ...summary, rate, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) }
  })
}

describe('the log of calls', () => {
  it('counts as one by one, at any moment and in any order of arrival', () => {
    const end = Math.max(...traffic.map(timeOf))
    const moment = fc.integer({ min: 0, max: Math.ceil(end) })
    const order = fc.array(fc.nat({ max: traffic.length - 1 }), { maxLength: 200 })
    fc.assert(
      fc.property(moment, order, (until, swaps) => {
        const events = [...traffic]
        for (const at of swaps) {
          const other = Math.min(events.length - 1, at + 7)
          const [one, two] = [events[at] as TimelineEvent, events[other] as TimelineEvent]
          events[at] = two
          events[other] = one
        }
        expect(logOf(events).log.summaries(until, null).sort(byName)).toEqual(
          counted(traffic, until).sort(byName),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('is the same whether it was read at once or piece by piece', () => {
    const columns = new EventColumns()
    const log = new CallLog(columns, nameOf)
    for (const [index, event] of traffic.entries()) {
      columns.add(event)
      if (index % 997 === 0) log.update()
    }
    let looks = 0
    do log.update(() => looks++ % 2 === 1)
    while (log.read < traffic.length)
    expect(log.summaries(Infinity, null)).toEqual(logOf(traffic).log.summaries(Infinity, null))
  })

  it('counts only calls whose packets pass, and finds their rows and those of their answers', () => {
    const { log, columns } = logOf(traffic)
    const passes = (row: number): boolean => row % 2 === 0
    for (const summary of log.summaries(Infinity, passes)) {
      const rows = log.rowsOf(summary, Infinity, passes, Infinity).map((row) => columns.atRow(row))
      const packets = rows.filter((event): event is PacketEvent => event.t === 'packet')
      const asked = packets.filter(({ calls }) => calls?.some(({ method }) => method === summary.method))
      const sameTurn = asked.flatMap(
        ({ calls }) => calls?.filter(({ method }) => method === summary.method) ?? [],
      )
      expect(sameTurn).toHaveLength(summary.count)
      expect(log.rowsOf(summary, Infinity, passes, 3).length).toBeLessThanOrEqual(6)
    }
  })
})

it('the nearest rank of numbers in any order is that of the sorted ones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 40 })),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (numbers, share) => {
        const sorted = numbers.toSorted((a, b) => a - b)
        expect(nearestRank(Float64Array.from(numbers), share)).toBe(quantile(sorted, share))
      },
    ),
  )
})
