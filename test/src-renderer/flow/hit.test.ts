// What is in view, and what is under the pointer: both against brute force over every packet.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortByTime } from '../../../src-main/timeline/index.ts'
import { distanceToArrow, hitTest } from '../../../src-renderer/flow/hit.ts'
import { LaneIndex } from '../../../src-renderer/flow/lanes.ts'
import { layoutLanes } from '../../../src-renderer/flow/layout.ts'
import { FilteredIndex } from '../../../src-renderer/flow/filtered-index.ts'
import { endOf, startOf } from '../../../src-renderer/flow/phase.ts'
import { FoldedAxis, TimeScale } from '../../../src-renderer/flow/scale.ts'
import { composeScene, MAX_ARROWS, placeArrow } from '../../../src-renderer/flow/scene.ts'
import { EventStore } from '../../../src-renderer/flow/store.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const WIDTH = 900
const { header, events } = syntheticTimeline({ servers: 8, crash: true })
const store = new EventStore()
store.append(0, [header, ...events])
const layout = layoutLanes(store.lanes.all(), 600)
const axis = new FoldedAxis([{ from: 0, to: store.end }])
const all = new FilteredIndex(store.events)
const packets = sortByTime(events).filter((event) => event.t === 'packet')
const first = packets[0]!
const view = fc.record({
  perNs: fc.double({ min: 1e-6, max: 1e-3, noNaN: true }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
})

function scaleFor({ perNs, share }: { perNs: number; share: number }): TimeScale {
  return new TimeScale(axis, perNs, share * axis.length * perNs - WIDTH / 2)
}

test('a scene has every packet that touches the view, and no other', () => {
  fc.assert(
    fc.property(view, (at) => {
      const scale = scaleFor(at)
      const [from, to] = [scale.time(0), scale.time(WIDTH)]
      const expected = packets.filter((packet) => endOf(packet) >= from && startOf(packet) <= to)
      const { arrows } = composeScene(store, all, layout, scale, WIDTH)
      expect(arrows.map(({ packet }) => packet.seq)).toEqual(expected.map(({ seq }) => seq))
    }),
  )
})

test('the pointer takes the nearest arrow or mark within reach', () => {
  fc.assert(
    fc.property(view, fc.integer({ min: 0, max: WIDTH }), fc.integer({ min: 0, max: 600 }), (at, x, y) => {
      const scene = composeScene(store, all, layout, scaleFor(at), WIDTH)
      const distances = [
        ...scene.arrows.map((arrow) => distanceToArrow(arrow, x, y)),
        ...scene.marks.map((mark) => Math.hypot(mark.x - x, mark.y - y)),
      ]
      const nearest = Math.min(...distances, Number.POSITIVE_INFINITY)
      const hit = hitTest(scene, layout, x, y)
      expect(hit?.kind === 'event').toBe(nearest < 6)
      if (hit?.kind !== 'event') return
      const arrow = scene.arrows.find(({ packet }) => packet === hit.event)
      const mark = scene.marks.find(({ event }) => event === hit.event)
      const distance = arrow
        ? distanceToArrow(arrow, x, y)
        : Math.hypot((mark?.x ?? 0) - x, (mark?.y ?? 0) - y)
      expect(distance).toBeCloseTo(nearest, 9)
    }),
  )
})

test('beside all arrows there is the lane', () => {
  const empty = { arrows: [], marks: [], ends: [], crowded: false }
  for (const row of layout.rows)
    expect(hitTest(empty, layout, 5, row.middle)).toMatchObject({ kind: 'lane', band: { key: row.lane.id } })
  expect(hitTest(empty, layout, 5, layout.height + 10)).toBeNull()
})

test('a packet without a receipt dangles, and so does one without a sending', () => {
  const scale = new TimeScale(axis, 1e-5, 0)
  const lost = placeArrow({ ...first, received: null }, layout, scale)
  const unsent = placeArrow({ ...first, sent: null, received: 5e6 }, layout, scale)
  expect(lost).toMatchObject({ dangling: 'receipt', x1: scale.x(startOf(first)) })
  expect(unsent).toMatchObject({ dangling: 'sending', x2: scale.x(5e6) })
})

test('an end that nobody could see is not shown as lost', () => {
  const lanes = new LaneIndex()
  lanes.addPlanned(header)
  const packet = { ...first, to: '?client', received: null }
  lanes.apply(packet)
  const arrow = placeArrow(packet, layoutLanes(lanes.all(), 600), new TimeScale(axis, 1e-5, 0))
  expect(arrow).toMatchObject({ dangling: 'untapped' })
  expect(arrow?.x1).toBe(arrow?.x2)
})

test('the filter decides, and too many arrows become density', () => {
  const scale = scaleFor({ perNs: 1e-6, share: 0.5 })
  const calls = new FilteredIndex(store.events).update((place) => store.events.phaseAt(place) === 'rpc')
  const only = composeScene(store, calls, layout, scale, WIDTH)
  expect(only.arrows.length).toBeGreaterThan(0)
  expect(only.arrows.every(({ phase }) => phase === 'rpc')).toBe(true)
  const crowd = new EventStore()
  const many = Array.from({ length: MAX_ARROWS + 1 }, (_, n) => ({
    ...first,
    id: `${n}`,
    sent: n,
    received: n + 1,
  }))
  crowd.append(0, [header, ...many])
  const scene = composeScene(
    crowd,
    new FilteredIndex(crowd.events),
    layout,
    scaleFor({ perNs: 1e-6, share: 0 }),
    WIDTH,
  )
  expect(scene).toMatchObject({ crowded: true, arrows: [] })
})

test('of too many marks each lane keeps one for every few pixels, and every error', () => {
  const crowd = new EventStore()
  const logs = Array.from({ length: 4_000 }, (_, index) => ({
    t: 'log' as const,
    seq: index,
    at: index * 1e5,
    process: index % 2 === 0 ? 'chat-1' : 'chat-2',
    level: index % 500 === 7 ? ('error' as const) : ('info' as const),
    text: '',
  }))
  crowd.append(0, [header, ...logs])
  const lanes = layoutLanes(crowd.lanes.all(), 600)
  const scale = new TimeScale(new FoldedAxis([{ from: 0, to: crowd.end }]), WIDTH / crowd.end, 0)
  const { marks } = composeScene(crowd, new FilteredIndex(crowd.events), lanes, scale, WIDTH)
  const isError = ({ event }: (typeof marks)[number]): boolean => event.t === 'log' && event.level === 'error'
  expect(marks.filter(isError)).toHaveLength(8)
  for (const y of new Set(marks.map((mark) => mark.y))) {
    const inLane = marks.filter((mark) => mark.y === y)
    const gaps = inLane.slice(1).map((mark, index) => (isError(mark) ? 6 : mark.x - inLane[index]!.x))
    expect(Math.min(...gaps)).toBeGreaterThan(5.99)
    expect(Math.max(...gaps)).toBeLessThan(7)
  }
})
