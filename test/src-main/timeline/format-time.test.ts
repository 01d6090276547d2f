// Moments and spans read the same wherever they are shown.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatAfter,
  formatAfterMs,
  formatElapsed,
  formatMoment,
  formatSpan,
} from '../../../src-main/timeline/index.ts'

test.each([
  [0, 6, '0:00.000000'],
  [1_322_663_499, 6, '0:01.322663'],
  [100_061_200_000, 6, '1:40.061200'],
  [3_723_000_000_000, 6, '1:02:03.000000'],
  [59_999_999_999, 6, '0:59.999999'],
  [1_322_663_499, 9, '0:01.322663499'],
  [1_322_663_499, 0, '0:01'],
  [-1_500_000, 6, '−0:00.001500'],
])('the moment %d with %i decimals is %s', (time, digits, text) => {
  expect(formatMoment(time, digits)).toBe(text)
})

test.each([
  [0, '0 ns'],
  [640, '640 ns'],
  [640_000, '640 µs'],
  [10_980_000, '11 ms'],
  [40_692_000, '40.7 ms'],
  [999_600_000, '1 s'],
  [1_716_000_000, '1.72 s'],
  [59_940_000_000, '59.9 s'],
  [59_970_000_000, '1 min'],
  [123_000_000_000, '2 min 3 s'],
  [7_500_000_000_000, '2 h 5 min'],
  [-3_140_000, '−3.14 ms'],
])('a span of %d ns is %s', (span, text) => {
  expect(formatSpan(span)).toBe(text)
})

test('an elapsed time shows whole seconds, and a time after another its sign', () => {
  expect([9_800_000, 12_900_000_000, 123_900_000_000].map(formatElapsed)).toEqual([
    '9.8 ms',
    '12 s',
    '2 min 3 s',
  ])
  expect([40_692_000, -40_692_000].map(formatAfter)).toEqual(['+40.7 ms', '−40.7 ms'])
  expect([40_692_000, -1_000_000].map((span) => formatAfterMs(span))).toEqual(['+40.69', '−1.00'])
  expect(formatAfterMs(40_692_000, 1)).toBe('+40.7')
})

test('later moments of one length sort later', () => {
  fc.assert(
    fc.property(fc.nat(1e14), fc.nat(1e14), (one, other) => {
      const [earlier, later] = [Math.min(one, other), Math.max(one, other)].map((time) => formatMoment(time))
      fc.pre(earlier?.length === later?.length)
      expect((earlier ?? '') <= (later ?? '')).toBe(true)
    }),
  )
})

test('a span keeps three digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 59_900_000_000 }), (span) => {
      const [number, unit = ''] = formatSpan(span).split(' ')
      const sizes: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 }
      expect(Math.abs(Number(number) * (sizes[unit] ?? 0) - span)).toBeLessThanOrEqual(span * 0.005 + 0.5)
    }),
  )
})
