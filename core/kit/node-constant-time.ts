// Compares secrets in constant time.
import { createHash, timingSafeEqual } from 'node:crypto'

/** Returns whether the two are equal. The duration reveals neither the length nor the first difference. */
export function constantTimeEqual(given: unknown, expected: string): boolean {
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
