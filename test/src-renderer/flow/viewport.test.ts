// Zoom, pan and following, as steps from one viewport to the next.
import { expect, test } from 'vitest'
import { FoldedAxis } from '../../../src-renderer/flow/scale.ts'
import { FOLLOW_LATEST, pan, reveal, scaleOf, zoom } from '../../../src-renderer/flow/viewport.ts'

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
  const scale = scaleOf({ pixelsPerNs: 1e-5, scrollX: 0, follow: true }, axis, WIDTH)
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
  const scale = scaleOf({ pixelsPerNs: 1e-5, scrollX: 0, follow: false }, axis, WIDTH)
  const moved = scaleOf(reveal(scale, 60.5e9, WIDTH), axis, WIDTH)
  expect(moved.x(60.5e9)).toBeCloseTo(WIDTH / 2)
  expect(reveal(moved, 60.5e9, WIDTH).scrollX).toBe(moved.scrollX)
})
