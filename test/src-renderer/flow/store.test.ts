// The store: events in order of time whatever the order of arrival, batches that overlap, and causes both ways.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventColumns, timeOf } from '../../../src-main/timeline/index.ts'
import type { TimelineEvent, TimelineLine } from '../../../src-main/timeline/index.ts'
import { ConvergenceHistory } from '../../../src-renderer/flow/convergence-history.ts'
import { countPackets } from '../../../src-renderer/flow/draw-density.ts'
import { layoutLanes } from '../../../src-renderer/flow/layout.ts'
import { FilteredIndex } from '../../../src-renderer/flow/filtered-index.ts'
import { FoldedAxis, TimeScale } from '../../../src-renderer/flow/scale.ts'
import { causesOf, EventStore } from '../../../src-renderer/flow/store.ts'
import { syntheticTraffic } from '../../support/synthetic-traffic.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { header, events } = syntheticTimeline({ servers: 6, crash: true })
const lines: TimelineLine[] = [header, ...events]

test('events are kept in order of time, whatever the order of arrival', () => {
  const store = new EventStore()
  store.append(0, [header, ...events.toReversed()])
  expect(store.events.length).toBe(events.length)
  const times = Array.from({ length: events.length }, (_, place) => store.events.timeAt(place))
  expect(times).toEqual(events.map(timeOf).toSorted((a, b) => a - b))
  expect(store.packets).toBe(events.filter(({ t }) => t === 'packet').length)
})

test('batches that overlap are taken once, and a hole is refused', () => {
  const store = new EventStore()
  expect(store.append(0, lines.slice(0, 10))).toHaveLength(9)
  expect(store.append(5, lines.slice(5, 15))).toHaveLength(5)
  expect(store.append(40, lines.slice(40, 50))).toBeNull()
  expect(store.lines).toBe(15)
  store.append(0, lines)
  expect(store.events.length).toBe(events.length)
})

test('a request leads to its answer, and the answer back', () => {
  const store = new EventStore()
  store.append(0, lines)
  const answer = events.find((event) => event.t === 'packet' && event.name === 'subscribe.ack')
  const request = answer?.t === 'packet' && answer.answers ? store.find(answer.answers) : undefined
  expect(request).toMatchObject({ t: 'packet', name: 'subscribe' })
  expect(answer && causesOf(answer)).toContain(request && 'id' in request ? request.id : '')
  expect(store.effectsOf(request && 'id' in request ? request.id : '')).toContain(answer)
})

test('the history of convergence ends as the run ended, and says who lacked whom before', () => {
  const history = new ConvergenceHistory()
  for (const event of events) history.append([event])
  expect(history.latest).toMatchObject({ converged: true, agreeing: 6, total: 6 })
  const diverged = history.samples.items.filter(({ disagreements }) => disagreements.length > 0)
  expect(diverged.length).toBeGreaterThan(0)
  expect(history.samples.times).toEqual(history.samples.times.toSorted((a, b) => a - b))
})

test('a filtered list that is kept up to date equals one that is made anew', () => {
  const mark = (at: number, seq: number): TimelineEvent => ({ t: 'mark', at, seq, text: '' })
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 50 })), { maxLength: 12 }), (batches) => {
      const source = new EventColumns()
      const listing = new FilteredIndex(source)
      const even = (place: number) => source.timeAt(place) % 2 === 0
      const large = (place: number) => source.timeAt(place) > 25
      const times = () => Array.from({ length: listing.length }, (_, index) => timeOf(listing.at(index)))
      const known: number[] = []
      for (const batch of batches) {
        for (const time of batch) source.add(mark(time, known.push(time)))
        known.sort((a, b) => a - b)
        listing.update(even)
        expect(times()).toEqual(known.filter((time) => time % 2 === 0))
        for (const time of [0, 7, 20])
          expect(listing.from(time)).toBe(times().filter((one) => one < time).length)
      }
      listing.update(large)
      expect(times()).toEqual(known.filter((time) => time > 25))
      for (const index of times().keys()) expect(listing.indexOf(listing.at(index))).toBe(index)
      expect(listing.indexOf(mark(10, 1))).toBe(-1)
      expect(listing.update(null).length).toBe(known.length)
    }),
  )
})

test('a filter that stops in time and continues ends with the same events', () => {
  const mark = (at: number, seq: number): TimelineEvent => ({ t: 'mark', at, seq, text: '' })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.nat(5)), { maxLength: 40 }),
      (steps) => {
        const source = new EventColumns()
        const listing = new FilteredIndex(source)
        const even = (place: number) => source.timeAt(place) % 2 === 0
        const times: number[] = []
        for (const [time, places] of steps) {
          source.add(mark(time, times.push(time)))
          let left = places
          listing.update(even, () => left-- <= 0)
        }
        while (!listing.isComplete) {
          let left = 1
          listing.update(even, () => left-- <= 0)
        }
        const wanted = times.filter((time) => time % 2 === 0).toSorted((a, b) => a - b)
        expect(Array.from({ length: listing.length }, (_, index) => timeOf(listing.at(index)))).toEqual(
          wanted,
        )
      },
    ),
  )
})

function sumOf(counts: (Uint32Array | null)[] = []): number {
  return counts.reduce((sum, data) => sum + (data?.reduce((total, packets) => total + packets, 0) ?? 0), 0)
}

const some = (place: number) => place % 3 > 0

test('counts of chunks equal counts of packets, wherever a picture begins and ends', () => {
  const store = new EventStore()
  const many = [...syntheticTraffic(3_000, 4).events]
  store.append(0, [header, ...many.slice(0, 2_500)])
  const listings = [new FilteredIndex(store.events), new FilteredIndex(store.events).update(some)]
  const layout = layoutLanes(store.lanes.all(), 600)
  const check = (from: number, to: number, width: number): void => {
    const scale = new TimeScale(new FoldedAxis([{ from, to }]), width / (to - from), 0)
    for (const listing of listings) {
      const expected = new Map(layout.rows.map(({ lane }) => [lane.id, { out: 0, in: 0 }]))
      for (let index = 0; index < listing.length; index += 1) {
        const event = listing.at(index)
        if (event.t !== 'packet' || timeOf(event) < from || timeOf(event) > to) continue
        const [sender, receiver] = [expected.get(event.from), expected.get(event.to)]
        if (sender) sender.out += 1
        if (receiver) receiver.in += 1
      }
      const counted = countPackets(store.events, listing, layout, scale, width)
      for (const [id, { out, in: received }] of expected) {
        const density = counted.get(id)
        expect([sumOf(density?.sent), sumOf(density?.received)]).toEqual([out, received])
      }
    }
  }
  const view = fc.tuple(fc.nat(store.end - 2), fc.nat(store.end), fc.integer({ min: 3, max: 400 }))
  fc.assert(
    fc.property(view, ([from, length, width]) => check(from, from + length + 1, width)),
    { numRuns: 60 },
  )
  // What comes late shifts all that follows.
  store.append(2_501, [...many.slice(2_700), ...many.slice(2_500, 2_700)])
  for (const listing of listings) listing.update(listing === listings[0] ? null : some)
  check(0, store.end, 300)
})

test('what is skipped before a view ends before it, whatever comes later and passes the filter', () => {
  const traffic = syntheticTraffic(3_000, 5)
  const store = new EventStore()
  const lines = [traffic.header, ...traffic.events]
  store.append(0, lines.slice(0, 2_000))
  const all = new FilteredIndex(store.events)
  const even = (place: number): boolean => place % 2 === 0
  const half = new FilteredIndex(store.events).update(even)
  const check = (index: FilteredIndex, share: number): void => {
    const time = store.end * share
    const first = index.ends.skip(0, index.length, time)
    const reaching = Array.from({ length: first }, (_, each) => store.events.endAt(index.placeAt(each)))
    expect(reaching.every((end) => end < time)).toBe(true)
  }
  expect(all.ends.skip(0, all.length, store.end / 2)).toBeGreaterThan(0)
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1.1, noNaN: true }), (share) => {
      check(all, share)
      check(half, share)
    }),
  )
  store.append(2_000, lines.slice(2_000))
  all.update(null)
  half.update(even)
  for (const share of [0, 0.3, 0.66, 0.9, 1.1]) {
    check(all, share)
    check(half, share)
  }
})

test('density loses no packet in view', () => {
  const store = new EventStore()
  store.append(0, lines)
  const layout = layoutLanes(store.lanes.all(), 600)
  const scale = new TimeScale(new FoldedAxis([{ from: 0, to: store.end }]), 700 / store.end, 0)
  const bins = [...countPackets(store.events, new FilteredIndex(store.events), layout, scale, 701).values()]
  expect(bins.reduce((total, { sent }) => total + sumOf(sent), 0)).toBe(store.packets)
  expect(bins.reduce((total, { received }) => total + sumOf(received), 0)).toBe(store.packets)
})
