// The secret of one door, the page's or the command line's: who knows it may start and stop processes as this user.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export function createToken(): string {
  return randomBytes(32).toString('base64url')
}

export function sameToken(expected: string, given: unknown): boolean {
  // Digests have one length, so that the comparison takes the same time whatever was given.
  return typeof given === 'string' && timingSafeEqual(digest(expected), digest(given))
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
