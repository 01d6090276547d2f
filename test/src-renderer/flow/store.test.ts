// The store: events in order of time whatever the order of arrival, batches that overlap, and causes both ways.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeOf } from '../../../src-main/timeline/index.ts'
import type { TimelineLine } from '../../../src-main/timeline/index.ts'
import { ConvergenceHistory } from '../../../src-renderer/flow/convergence-history.ts'
import { countPackets } from '../../../src-renderer/flow/draw-density.ts'
import { layoutLanes } from '../../../src-renderer/flow/layout.ts'
import { Listing } from '../../../src-renderer/flow/listing.ts'
import { FoldedAxis, TimeScale } from '../../../src-renderer/flow/scale.ts'
import { causesOf, EventStore } from '../../../src-renderer/flow/store.ts'
import { TimeOrdered } from '../../../src-renderer/flow/time-ordered.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { header, events } = syntheticTimeline({ servers: 6, crash: true })
const lines: TimelineLine[] = [header, ...events]

test('events are kept in order of time, whatever the order of arrival', () => {
  const store = new EventStore()
  store.append(0, [header, ...events.toReversed()])
  expect(store.events.length).toBe(events.length)
  expect(store.events.times).toEqual(events.map(timeOf).toSorted((a, b) => a - b))
  expect(store.packets.length).toBe(events.filter(({ t }) => t === 'packet').length)
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
  for (const event of events) history.take([event])
  expect(history.latest).toMatchObject({ converged: true, agreeing: 6, of: 6 })
  const diverged = history.samples.items.filter(({ lacks }) => lacks.length > 0)
  expect(diverged.length).toBeGreaterThan(0)
  expect(history.samples.times).toEqual(history.samples.times.toSorted((a, b) => a - b))
})

test('a filtered list that is kept up to date equals one that is made anew', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 50 })), { maxLength: 12 }), (batches) => {
      const source = new TimeOrdered<number>()
      const listing = new Listing(source)
      const even = (value: number) => value % 2 === 0
      for (const batch of batches) {
        for (const value of batch) source.add(value, value)
        expect(listing.list(even)).toEqual(source.items.filter(even))
      }
      const large = (value: number) => value > 25
      expect(listing.list(large)).toEqual(source.items.filter(large))
    }),
  )
})

test('density loses no packet in view', () => {
  const store = new EventStore()
  store.append(0, lines)
  const layout = layoutLanes(store.lanes.all(), 600)
  const scale = new TimeScale(new FoldedAxis([{ from: 0, to: store.end }]), 700 / store.end, 0)
  const bins = [...countPackets(store, layout, scale, 701, null).values()]
  const sum = (counts: Uint32Array) => counts.reduce((total, count) => total + count, 0)
  expect(bins.reduce((total, bin) => total + sum(bin.out), 0)).toBe(store.packets.length)
  expect(bins.reduce((total, bin) => total + sum(bin.in), 0)).toBe(store.packets.length)
})
