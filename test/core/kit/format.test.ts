// How sizes and durations are written.
import { expect, test } from 'vitest'
import { formatBytes } from '../../../core/kit/format-bytes.ts'
import { formatDuration, formatRoughDuration } from '../../../core/kit/format-duration.ts'

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [37.4 * 1024, '37 KiB'],
  [1.25 * 1024 ** 2, '1.3 MiB'],
  [3 * 1024 ** 3, '3 GiB'],
])('%d bytes are written as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test.each([
  [0.64, '640 µs'],
  [12.4, '12.40 ms'],
  [1250, '1.250 s'],
  [62_500, '1:02.50'],
])('a duration of %d ms is written as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})

test.each([
  [4_400, '4 s'],
  [72_000, '1 m 12 s'],
  [7_500_000, '2 h 5 m'],
])('roughly, %d ms are written as %s', (milliseconds, text) => {
  expect(formatRoughDuration(milliseconds)).toBe(text)
})
