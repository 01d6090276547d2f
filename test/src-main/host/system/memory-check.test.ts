import { expect, test } from 'vitest'
import { memoryWarning, assertEnoughMemory } from '../../../../src-main/host/system/memory-check.ts'

const GB = 1024 ** 3

test('a start is refused if the servers do not fit, and warned of if memory gets tight', () => {
  expect(memoryWarning(301, 16 * GB)).toBe(null)
  expect(memoryWarning(301, 8 * GB)).toBe(
    '301 processes need at least 4.4 GB of memory, and 8.0 GB are available: the machine may become slow.',
  )
  expect(() => assertEnoughMemory(301, 8 * GB)).not.toThrow()
  expect(() => assertEnoughMemory(301, 2 * GB)).toThrow(
    expect.objectContaining({
      message:
        '301 processes need at least 4.4 GB of memory, and 2.0 GB are available, so nothing was started.',
      problem: expect.objectContaining({ hint: expect.stringContaining('At most 136 fit') }),
    }),
  )
})
