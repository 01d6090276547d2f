// The formats of times, durations and sizes.
import { expect, test } from 'vitest'
import { formatNanoseconds, formatExact, formatSpan, formatTime } from '../../../src-renderer/flow/format.ts'

test('times are as exact as their size allows, and exact where asked', () => {
  expect([0, 12_400_000, 1_250_000_000, 62_500_000_000].map(formatTime)).toEqual([
    '0.00 ms',
    '12.40 ms',
    '1.250 s',
    '1:02.50',
  ])
  expect(formatExact(6_629_812_345)).toBe('6629.812 ms')
  expect([250_000, 3_140_000].map(formatNanoseconds)).toEqual(['250 µs', '3.14 ms'])
  expect([4e9, 72e9, 3720e9].map(formatSpan)).toEqual(['4 s', '1 m 12 s', '1 h 2 m'])
})
