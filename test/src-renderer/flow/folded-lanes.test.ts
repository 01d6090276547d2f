// Folded types: their layout, states, density and arrows; and the rails and facts of lanes.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Replay, serverFacts, timeOf } from '../../../src-main/timeline/index.ts'
import type { Convergence, TimelineEvent } from '../../../src-main/timeline/index.ts'
import { countPackets } from '../../../src-renderer/flow/draw-density.ts'
import { FilteredIndex } from '../../../src-renderer/flow/filtered-index.ts'
import { groupStates } from '../../../src-renderer/flow/group-states.ts'
import { LaneIndex } from '../../../src-renderer/flow/lanes.ts'
import { bandAt, bandsBetween, layoutLanes } from '../../../src-renderer/flow/layout.ts'
import { Rails } from '../../../src-renderer/flow/rails.ts'
import { FoldedAxis, TimeScale } from '../../../src-renderer/flow/scale.ts'
import { composeScene, MAX_ARROWS } from '../../../src-renderer/flow/scene.ts'
import { EventStore } from '../../../src-renderer/flow/store.ts'
import { TimeOrdered } from '../../../src-renderer/flow/time-ordered.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'
import { syntheticTraffic } from '../../support/synthetic-traffic.ts'

const { header, events } = syntheticTimeline({ servers: 6, crash: true })
const store = new EventStore()
store.append(0, [header, ...events])
const lanes = store.lanes.all()
const types = [...new Set(lanes.map(({ serverType }) => serverType))]

test('lanes do not overlap, whatever is folded, and every server has one', () => {
  fc.assert(
    fc.property(fc.subarray(types), fc.integer({ min: 100, max: 1500 }), (folded, available) => {
      const layout = layoutLanes(lanes, available, ['bots'], new Set(folded))
      for (const [index, band] of layout.bands.entries()) {
        const next = layout.bands[index + 1]
        if (next) expect(next.top).toBeGreaterThanOrEqual(band.top + band.height)
        expect(bandAt(layout, band.middle)).toBe(band)
        expect(bandsBetween(layout, band.top + 1, band.top + 2)).toEqual([band])
      }
      for (const lane of lanes) {
        expect(layout.byId.get(lane.id)?.key).toBe(
          folded.includes(lane.serverType) ? `type:${lane.serverType}` : lane.id,
        )
      }
      expect(layout.rows.length).toBe(layout.bands.length - layout.types.filter((type) => type.folded).length)
    }),
  )
})

test('arrows end at the lane of a folded type, and its density is the sum of its servers', () => {
  const many = new EventStore()
  const traffic = syntheticTraffic(2_000, 6)
  many.append(0, [traffic.header, ...traffic.events])
  const filtered = new FilteredIndex(many.events)
  const scale = new TimeScale(new FoldedAxis([{ from: 0, to: many.end }]), 600 / many.end, 0)
  const open = layoutLanes(many.lanes.all(), 600)
  const type = many.lanes.all().at(-1)?.serverType ?? ''
  const closed = layoutLanes(many.lanes.all(), 600, [], new Set([type]))
  const sum = (counts: (Uint32Array | null)[] = []): number[] =>
    Array.from({ length: 200 }, (_, column) => counts.reduce((all, data) => all + (data?.[column] ?? 0), 0))
  const [apart, together] = [open, closed].map((layout) =>
    countPackets(many.events, filtered, layout, scale, 600),
  )
  const members = many.lanes.all().filter(({ serverType }) => serverType === type)
  const expected = Array.from({ length: 200 }, (_, column) =>
    members.reduce((all, { id }) => all + (sum(apart?.get(id)?.sent)[column] ?? 0), 0),
  )
  expect(sum(together?.get(`type:${type}`)?.sent)).toEqual(expected)
  const near = new TimeScale(
    new FoldedAxis([{ from: 0, to: many.end }]),
    600 / 2e6,
    many.end * 0.8 * (600 / 2e6),
  )
  const { arrows } = composeScene(many, filtered, closed, near, 600)
  const middle = closed.types.find(({ serverType }) => serverType === type)?.middle
  const toMembers = arrows.filter(
    ({ packet, dangling }) => members.some(({ id }) => id === packet.to) && dangling === null,
  )
  expect(toMembers.length).toBeGreaterThan(0)
  expect(new Set(toMembers.map(({ y2 }) => y2))).toEqual(new Set([middle]))
})

test('errors have a phase of their own in the density', () => {
  const traffic = syntheticTraffic(20_000, 6)
  const failing = new EventStore()
  failing.append(0, [traffic.header, ...traffic.events])
  const filtered = new FilteredIndex(failing.events)
  const scale = new TimeScale(new FoldedAxis([{ from: 0, to: failing.end }]), 300 / failing.end, 0)
  const layout = layoutLanes(failing.lanes.all(), 600)
  const densities = countPackets(failing.events, filtered, layout, scale, 300)
  const errorPhase = 8
  const counted = [...densities.values()].reduce(
    (sum, { sent }) => sum + (sent[errorPhase]?.reduce((all, one) => all + one, 0) ?? 0),
    0,
  )
  expect(counted).toBe(failing.counts.get('error') ?? 0)
})

test('arrows become density above the limit, and arrows again only well below it', () => {
  const traffic = syntheticTraffic(4_000, 6)
  const busy = new EventStore()
  busy.append(0, [traffic.header, ...traffic.events])
  const filtered = new FilteredIndex(busy.events)
  const layout = layoutLanes(busy.lanes.all(), 600)
  const axis = new FoldedAxis([{ from: 0, to: busy.end }])
  const arrowsIn = (nanoseconds: number, wasCrowded: boolean): number | null => {
    const scale = new TimeScale(axis, 600 / nanoseconds, (busy.end / 2) * (600 / nanoseconds))
    const scene = composeScene(busy, filtered, layout, scale, 600, { wasCrowded })
    return scene.crowded ? null : scene.arrows.length
  }
  let between = 0
  for (let nanoseconds = 2e5; nanoseconds < 4e7; nanoseconds *= 1.05) {
    const [fresh, crowded] = [arrowsIn(nanoseconds, false), arrowsIn(nanoseconds, true)]
    expect(fresh ?? 0).toBeLessThanOrEqual(MAX_ARROWS)
    expect(crowded ?? 0).toBeLessThanOrEqual(MAX_ARROWS / 1.3)
    if (fresh !== null && crowded === null) between += 1
  }
  expect(between).toBeGreaterThan(0)
})

test('the states of a folded type name the worst first and count every server once', () => {
  const members = lanes.filter(({ serverType }) => serverType === types.at(-1))
  const states = groupStates(members)
  for (const { time, shares } of states) {
    const expected = members.map(({ id }) => store.lanes.stateAt(id, time)).filter((state) => state !== null)
    const ended = expected.filter((state) => state === 'exited')
    expect(shares.reduce((sum, { servers }) => sum + servers, 0)).toBe(expected.length - ended.length)
    if (expected.includes('crashed')) expect(shares[0]?.state).toBe('crashed')
  }
  expect(groupStates(members)).toBe(states)
})

test('a rail is red only after the server has agreed, and a new process starts afresh', () => {
  const index = new LaneIndex()
  const spawn = (at: number): TimelineEvent =>
    ({ t: 'process', seq: 1, at, process: 'chat-1', serverType: 'chat', event: 'spawned', pid: 1 }) as never
  const start = (at: number): TimelineEvent =>
    ({
      t: 'state',
      seq: 1,
      at,
      id: 's',
      instance: 'i',
      process: 'chat-1',
      from: null,
      to: 'started',
    }) as never
  for (const event of [spawn(0), start(10), spawn(100), start(110)]) index.apply(event)
  const samples = new TimeOrdered<Convergence>()
  const sample = (at: number, differs: boolean): void => {
    const disagreements = differs ? [{ server: 'chat-1' } as never] : []
    const one = { agreeing: 0, total: 1, disagreements, notStarted: [], unknown: [], converged: !differs }
    samples.add(at, one)
  }
  for (const [at, differs] of [
    [11, true],
    [20, false],
    [30, true],
    [40, false],
    [111, true],
  ] as const)
    sample(at, differs)
  const rails = new Rails(samples).update(index)
  expect(rails.of('chat-1')).toEqual([
    { from: 11, to: 20, hasAgreed: false },
    { from: 30, to: 40, hasAgreed: true },
    { from: 111, to: null, hasAgreed: false },
  ])
})

test('a lane is dropped exactly while the facts say so', () => {
  const replay = new Replay(store.events)
  for (const event of events.filter(({ t }) => t === 'view')) {
    const state = replay.at(timeOf(event))
    for (const { id, dropped } of lanes) {
      const isDropped = dropped.items[dropped.after(timeOf(event)) - 1] ?? false
      if (state.processes.get(id)?.exit) continue
      expect([id, isDropped]).toEqual([id, serverFacts(state, id).membership === 'dropped'])
    }
  }
})
