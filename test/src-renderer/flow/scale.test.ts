// The axis: time to pixels and back, with idle time folded.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BusySpans, foldIdle, IDLE_NS, IDLE_MARGIN_NS } from '../../../src-renderer/flow/folding.ts'
import { BREAK_WIDTH_PX, fittingScale, FoldedAxis, TimeScale } from '../../../src-renderer/flow/scale.ts'
import { breaksOf, roundStep, ticksOf } from '../../../src-renderer/flow/ticks.ts'

const moments = fc.array(fc.integer({ min: 0, max: 120e9 }), { minLength: 1, maxLength: 60 })

function axisOf(times: number[], now = 0): FoldedAxis {
  const busy = new BusySpans()
  for (const time of times) busy.add(time)
  return new FoldedAxis(foldIdle(busy.spans, now))
}

test('pixels rise with time, folded or not', () => {
  fc.assert(
    fc.property(moments, fc.array(fc.integer({ min: 0, max: 130e9 }), { minLength: 2 }), (times, asked) => {
      const scale = new TimeScale(axisOf(times), 1e-6, 120)
      const places = asked.toSorted((a, b) => a - b).map((time) => scale.x(time))
      for (let index = 1; index < places.length; index++)
        expect(places[index]).toBeGreaterThanOrEqual(places[index - 1] as number)
    }),
  )
})

test('every pixel has the time that is drawn there', () => {
  fc.assert(
    fc.property(moments, fc.double({ min: 0, max: 1, noNaN: true }), (times, share) => {
      const scale = new TimeScale(axisOf(times), 1e-6, 40)
      const x = share * scale.width - scale.scrollX
      expect(scale.x(scale.time(x))).toBeCloseTo(x, 3)
    }),
  )
})

test('spans do not depend on the order in which moments come', () => {
  fc.assert(
    fc.property(moments, (times) => {
      const shuffled = times.toReversed()
      expect(axisOf(shuffled).spans).toEqual(axisOf(times.toSorted((a, b) => a - b)).spans)
    }),
  )
})

test('a long silence is a break of fixed width, and a shorter one is none', () => {
  const axis = axisOf([0, 1e9, 61e9])
  expect(axis.breaks).toBe(1)
  const scale = new TimeScale(axis, 1e-6, 0)
  expect(scale.x(61e9 - IDLE_MARGIN_NS) - scale.x(1e9 + IDLE_MARGIN_NS)).toBeCloseTo(BREAK_WIDTH_PX)
  expect(breaksOf(scale, 5000)).toEqual([expect.objectContaining({ folded: 60e9 - 2 * IDLE_MARGIN_NS })])
  expect(axisOf([0, IDLE_NS]).breaks).toBe(0)
})

test('a rhythm of the cluster is not folded, and of very many gaps only the longest are', () => {
  const ticks = Array.from({ length: 40 }, (_, index) => index * 2e9)
  expect(axisOf(ticks).breaks).toBe(0)
  expect(axisOf(ticks, 39 * 2e9 + 1.9e9).breaks).toBe(0)
  expect(axisOf([...ticks, 400e9]).breaks).toBe(1)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 2e9, max: 200e9 }), { maxLength: 100 }), (gaps) => {
      let time = 0
      expect(axisOf([0, ...gaps.map((gap) => (time += gap))]).breaks).toBeLessThanOrEqual(11)
    }),
  )
})

test('the boot of processes is folded, as far as nothing else happens', () => {
  const busy = new BusySpans()
  busy.add(1e8)
  busy.add(1.5e8, true)
  busy.add(9e8)
  busy.add(1.4e9)
  const spans = foldIdle(busy.spans, 1.5e9)
  expect(spans.map(({ after }) => after)).toEqual([null, 'boot'])
  expect(spans[1]?.from).toBeGreaterThan(8e8)
  busy.add(5e8)
  expect(foldIdle(busy.spans, 1.5e9).map(({ after }) => after)).toEqual([null, 'boot'])
  busy.add(3e8)
  expect(foldIdle(busy.spans, 1.5e9)).toHaveLength(1)
})

test('a silence that lasts takes no room until it is folded', () => {
  const before = axisOf([0, 3e8], 3e8)
  expect(axisOf([0, 3e8], 1.2e9).length).toBe(before.length)
  expect(axisOf([0, 3e8], 30e9).breaks).toBe(1)
})

test('what fits, fits', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 600, max: 3000 }), (times, width) => {
      const axis = axisOf(times)
      fc.pre(axis.breaks * BREAK_WIDTH_PX < width * 0.7)
      expect(new TimeScale(axis, fittingScale(axis, width), 0).width).toBeLessThanOrEqual(width + 1)
    }),
  )
})

test('ticks are round, rising and apart', () => {
  const scale = new TimeScale(axisOf([0, 4e8]), 1000 / 4e8, 0)
  const ticks = ticksOf(scale, 1000)
  expect(ticks.map(({ label }) => label)).toContain('0:00.20')
  for (let index = 1; index < ticks.length; index++)
    expect((ticks[index]?.x ?? 0) - (ticks[index - 1]?.x ?? 0)).toBeGreaterThan(60)
  expect([3, 14, 60, 1].map(roundStep)).toEqual([5, 20, 100, 1])
})
