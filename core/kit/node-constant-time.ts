// Compares secrets in constant time.
import { createHash, timingSafeEqual } from 'node:crypto'

/** The time that this takes says nothing about where, or in length, the two differ. */
export function constantTimeEqual(given: unknown, expected: string): boolean {
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
