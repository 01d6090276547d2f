// Delays between retries.
import { expect, test } from 'vitest'
import { Backoff } from '../../../core/kit/backoff.ts'

const MIDDLE = 0.5

test('each delay is twice the one before, up to the maximum', () => {
  const backoff = new Backoff({ minMs: 50, maxMs: 150 })
  expect([backoff.next(MIDDLE), backoff.next(MIDDLE), backoff.next(MIDDLE), backoff.next(MIDDLE)]).toEqual([
    50, 100, 150, 150,
  ])
})

test('a reset starts again with the first delay', () => {
  const backoff = new Backoff({ minMs: 50, maxMs: 150 })
  backoff.next()
  backoff.reset()
  expect(backoff.next(MIDDLE)).toBe(50)
})

test('jitter makes a delay shorter or longer by its share', () => {
  expect(new Backoff({ minMs: 100, maxMs: 100, jitter: 0.2 }).next(0)).toBe(80)
  expect(new Backoff({ minMs: 100, maxMs: 100, jitter: 0.2 }).next(1)).toBe(120)
  expect(new Backoff({ minMs: 100, maxMs: 100 }).next(0)).toBe(75)
})
