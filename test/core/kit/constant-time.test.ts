// Comparing secrets.
import { expect, test } from 'vitest'
import { constantTimeEqual } from '../../../core/kit/node-constant-time.ts'

test('only the same text is equal, whatever the lengths', () => {
  expect(constantTimeEqual('secret', 'secret')).toBe(true)
  expect(constantTimeEqual('secre', 'secret')).toBe(false)
  expect(constantTimeEqual('secrets', 'secret')).toBe(false)
  expect(constantTimeEqual('', 'secret')).toBe(false)
})

test('anything but text is not equal', () => {
  expect(constantTimeEqual(undefined, 'secret')).toBe(false)
  expect(constantTimeEqual(['secret'], 'secret')).toBe(false)
})
