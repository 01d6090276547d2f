// Zoom, pan and following, as steps from one viewport to the next.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FoldedAxis } from '../../../src-renderer/flow/scale.ts'
import { FIT_ALL, FOLLOW_LATEST, pan, reveal, scaleOf, zoom } from '../../../src-renderer/flow/viewport.ts'

const WIDTH = 1000
const axis = new FoldedAxis([
  { from: 0, to: 5e8 },
  { from: 60e9, to: 61e9 },
])

test('zooming keeps the time under the pointer', () => {
  let scale = scaleOf(FOLLOW_LATEST, axis, WIDTH)
  const time = scale.time(300)
  for (let step = 0; step < 12; step++) scale = scaleOf(zoom(scale, 1.5, 300, WIDTH), axis, WIDTH)
  expect(scale.time(300)).toBeCloseTo(time, 0)
})

test('following shows the newest at the right edge, and any pan ends it', () => {
  const scale = scaleOf({ pixelsPerNs: 1e-5, from: 0, follow: true }, axis, WIDTH)
  expect(scale.x(61e9)).toBeGreaterThan(WIDTH - 40)
  expect(scale.x(61e9)).toBeLessThanOrEqual(WIDTH)
  const panned = pan(scale, -100, WIDTH)
  expect(panned.follow).toBe(false)
  expect(scaleOf(panned, axis, WIDTH).x(61e9)).toBeCloseTo(scale.x(61e9) + 100)
})

test('a long run that is followed shows its end, not all of it', () => {
  const long = new FoldedAxis([{ from: 0, to: 600e9 }])
  const scale = scaleOf(FOLLOW_LATEST, long, WIDTH)
  expect(scale.time(WIDTH) - scale.time(0)).toBeLessThan(25e9)
  expect(scale.x(600e9)).toBeLessThanOrEqual(WIDTH)
})

test('what is revealed is in view, and what is in view does not move', () => {
  const scale = scaleOf({ pixelsPerNs: 1e-5, from: 0, follow: false }, axis, WIDTH)
  const moment = { from: 60.5e9, to: 60.5e9 }
  const moved = scaleOf(reveal(scale, moment, WIDTH), axis, WIDTH)
  expect(moved.x(60.5e9)).toBeCloseTo(WIDTH / 2)
  expect(moved.pixelsPerNs).toBe(scale.pixelsPerNs)
  expect(scaleOf(reveal(moved, moment, WIDTH), axis, WIDTH).scrollX).toBeCloseTo(moved.scrollX)
})

test('what is far away and would be one thick line is zoomed to, whatever its length', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1e3, max: 3e8 }), fc.integer({ min: -9, max: -4 }), (length, power) => {
      const scale = scaleOf({ pixelsPerNs: 10 ** power, from: 0, follow: false }, axis, WIDTH)
      const chain = { from: 60.3e9, to: 60.3e9 + length }
      const moved = scaleOf(reveal(scale, chain, WIDTH), axis, WIDTH)
      const [left, right] = [moved.x(chain.from), moved.x(chain.to)]
      expect(left).toBeGreaterThanOrEqual(0)
      expect(right).toBeLessThanOrEqual(WIDTH)
      const wasInView = scale.x(chain.from) > 24 && scale.x(chain.to) < WIDTH - 24
      if (!wasInView && length > 2e6) expect(right - left).toBeGreaterThan(WIDTH * 0.02)
    }),
  )
})

test('what is in view stays there when the axis changes before it', () => {
  const scale = scaleOf({ pixelsPerNs: 1e-6, from: 60.2e9, follow: false }, axis, WIDTH)
  const viewport = pan(scale, 40, WIDTH)
  const unfolded = new FoldedAxis([{ from: 0, to: 61e9 }])
  const time = scaleOf(viewport, axis, WIDTH).time(300)
  expect(scaleOf(viewport, unfolded, WIDTH).time(300)).toBeCloseTo(time, 0)
})

test('a view that follows begins where what is recent began', () => {
  const long = new FoldedAxis([{ from: 0, to: 100e9 }])
  for (const recent of [95e9, 99.9e9, 20e9]) {
    const scale = scaleOf(FOLLOW_LATEST, long, WIDTH, recent)
    const shown = scale.time(WIDTH - 28) - scale.time(0)
    if (recent >= 80e9) expect(scale.time(0)).toBeLessThanOrEqual(recent)
    expect(shown).toBeLessThan(22e9)
    expect(shown).toBeGreaterThan(4e8)
  }
})

test('the whole run fits, also while it is live', () => {
  for (const end of [1e9, 100e9, 4000e9]) {
    const scale = scaleOf(FIT_ALL, new FoldedAxis([{ from: 0, to: end }]), WIDTH)
    expect(scale.x(0)).toBe(0)
    expect(scale.x(end)).toBeLessThanOrEqual(WIDTH)
    expect(scale.x(end)).toBeGreaterThan(WIDTH * 0.9)
  }
})
