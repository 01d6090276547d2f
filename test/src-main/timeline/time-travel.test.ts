// Time travel: from any keyframe, after any loss and any late row, the same as replaying from zero.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ClusterState,
  convergence,
  EventColumns,
  PendingCalls,
  sortByTime,
  Replay,
  timeOf,
  type ReplaySource,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { stateAt } from '../../support/state-at.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'
import { syntheticTraffic } from '../../support/synthetic-traffic.ts'

const { events } = syntheticTimeline({ servers: 4, crash: true })
const ordered = sortByTime(events)
const busy = sortByTime([...syntheticTraffic(3_000, 6).events])
const end = Math.max(...events.map(timeOf))

const sourceOf = (list: readonly TimelineEvent[]): ReplaySource => ({
  get length() {
    return list.length
  },
  after: (time) => list.filter((event) => timeOf(event) <= time).length,
  at: (index) => list[index]!,
  isRpc: (index) => {
    const event = list[index]!
    return event.t === 'packet' && event.link === 'rpc'
  },
})

const facts = (state: ClusterState) => ({
  processes: [...state.processes.values()],
  links: [...state.links.values()],
  pending: state.pending,
  master: state.master?.id,
  convergence: convergence(state),
})

const times = fc.array(fc.nat(end + 10), { minLength: 1, maxLength: 12 })

describe('Replay', () => {
  test('any sequence of seeks equals a replay from the start', () => {
    const part = fc.subarray(ordered, { minLength: Math.floor(ordered.length / 2) })
    fc.assert(
      fc.property(part, times, fc.integer({ min: 1, max: 50 }), (kept, seeks, every) => {
        const replay = new Replay(sourceOf(kept), every)
        for (const time of seeks) expect(facts(replay.at(time))).toEqual(facts(stateAt(kept, time)))
      }),
      { numRuns: 40 },
    )
  })

  test('a late row changes only the states after it', () => {
    fc.assert(
      fc.property(
        fc.nat(ordered.length - 1),
        times,
        fc.integer({ min: 1, max: 50 }),
        (late, seeks, every) => {
          const list = ordered.filter((_, index) => index !== late)
          const replay = new Replay(sourceOf(list), every)
          replay.at(end)
          list.splice(late, 0, ordered[late]!)
          replay.changedFrom(late)
          for (const time of seeks) expect(facts(replay.at(time))).toEqual(facts(stateAt(ordered, time)))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('the caller may change the returned state', () => {
    const replay = new Replay(sourceOf(ordered), 10)
    const state = replay.at(end)
    const before = facts(replay.at(end / 2))
    for (const event of ordered) state.apply(event)
    expect(facts(replay.at(end))).toEqual(facts(stateAt(ordered, end)))
    expect(facts(replay.at(end / 2))).toEqual(before)
  })
})

describe('pending requests', () => {
  const named = (name: string) => ordered.find((event) => event.t === 'packet' && event.name === name)
  const call = named('rpc.call')
  const answer = named('rpc.answer')
  const callsAt = (list: readonly TimelineEvent[], time: number) => {
    const columns = new EventColumns()
    for (const event of list) columns.add(event)
    return new PendingCalls(columns).upTo(columns.after(time))
  }

  test('a request is pending from sending to answer', () => {
    const pending = (time: number) => stateAt(ordered, time).pending.map(({ name, to }) => [name, to])
    expect(pending(timeOf(named('register')!))).toEqual([['register', 'master-1']])
    expect(pending(end)).toEqual([])
  })

  test('a call is pending from sending to answer', () => {
    const pending = (time: number) => callsAt(ordered, time).map(({ name, to }) => [name, to])
    const [asked, answered] = [timeOf(call!), timeOf(answer!)]
    expect(pending(asked - 1)).toEqual([])
    expect(pending(asked)).toEqual([['chat.hello', 'chat-1']])
    expect(pending(answered)).toEqual([])
    expect(pending(end)).toEqual([])
  })

  test('a call ends with its link, and with a process at either end', () => {
    const unanswered = ordered.filter((event) => event !== answer)
    const killedAt = timeOf(ordered.find((event) => event.t === 'process' && event.event === 'exited')!)
    expect(callsAt(unanswered, killedAt - 1)).toHaveLength(1)
    expect(callsAt(unanswered, killedAt)).toEqual([])
  })

  /** By the definition: a call is open until the row of its answer, or of the end of its connection. */
  const openCalls = (time: number): string[] => {
    const rows = busy.filter((event) => timeOf(event) <= time)
    const packets = rows.filter((event) => event.t === 'packet' && event.link === 'rpc')
    const calls = packets.map((event) => ({ packet: event, calls: event.t === 'packet' ? event.calls : [] }))
    const answered = new Set(
      calls.flatMap(({ calls: all = [] }) => all.map(({ id, answers }) => `${answers} ${id}`)),
    )
    const closed = new Map(
      rows.flatMap((event, index) =>
        event.t === 'link' && event.event === 'closed' ? [[event.conn, index]] : [],
      ),
    )
    return calls.flatMap(({ packet, calls: all = [] }) => {
      if (packet.t !== 'packet' || packet.dropped || (closed.get(packet.conn) ?? -1) > rows.indexOf(packet))
        return []
      return all
        .filter(({ id, method }) => method !== undefined && id !== 0 && !answered.has(`${packet.id} ${id}`))
        .map(() => packet.id)
    })
  }

  test('the open calls of a busy run are those without an answer, at any moments in any order', () => {
    const columns = new EventColumns()
    for (const event of busy) columns.add(event)
    const calls = new PendingCalls(columns)
    const last = Math.max(...busy.map(timeOf))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Math.ceil(last) }), (time) => {
        const found = calls.upTo(columns.after(time)).map(({ packet }) => packet)
        expect(found.toSorted()).toEqual(openCalls(time).toSorted())
      }),
    )
  })

  test('a call that was seen before is pending at each moment that is asked for, late events included', () => {
    const columns = new EventColumns()
    const calls = new PendingCalls(columns)
    const late = ordered.indexOf(answer!)
    for (const event of ordered.toSpliced(late, 1)) columns.add(event)
    const asked = columns.after(timeOf(call!))
    expect(calls.upTo(columns.length)).toEqual(callsAt(ordered.toSpliced(late, 1), end))
    expect(calls.upTo(asked)).toHaveLength(1)
    calls.changedFrom(columns.add(answer!))
    expect(calls.upTo(columns.length)).toEqual([])
    expect(calls.upTo(asked)).toHaveLength(1)
  })
})
