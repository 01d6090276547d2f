// Moments that a user types.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMoment } from '../../../src-main/timeline/index.ts'
import { parseMoment } from '../../../src-renderer/flow/parse-moment.ts'

const NOW = 200e9

test.each([
  ['1:40', 100e9],
  ['1:40.061200', 100_061_200_000],
  ['1:02:03', 3723e9],
  ['100.5 s', 100.5e9],
  ['100.5', 100.5e9],
  ['300 ms', 0.3e9],
  ['2 min 3 s', 123e9],
  ['-10 s', 190e9],
  ['−10s', 190e9],
  ['-1:00', 140e9],
  ['-500 s', 0],
  ['now', NOW],
])('%s', (text, time) => {
  expect(parseMoment(text, NOW)).toBe(time)
})

test.each(['', 'soon', '1:', '10 parsecs', '1.2.3', '5 s later', '--5'])('"%s" is no moment', (text) => {
  expect(parseMoment(text, NOW)).toBeNull()
})

test('every moment that is shown can be typed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e15 }), (time) => {
      expect(parseMoment(formatMoment(time, 9), NOW)).toBe(time)
    }),
  )
})
