// How sizes are written.
import { expect, test } from 'vitest'
import { formatBytes } from '../../../core/kit/format-bytes.ts'

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
