// The outcomes of a test, and its assertions.
import { isDeepStrictEqual } from 'node:util'

/** A section of PROTOCOL.md. */
export type Section = '§2' | '§2.1' | '§3' | '§4.1' | '§4.2' | '§4.3' | '§5' | '§6' | '§7' | '§9'

/** The master did not do what the protocol says. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly expected: string
  readonly seen: string

  constructor(expected: string, seen: string) {
    super(`expected ${expected}; seen ${seen}`)
    this.expected = expected
    this.seen = seen
  }
}

/** This master does not offer what the test needs. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable'
}

export function check(holds: boolean, expected: string, seen: unknown): asserts holds {
  if (!holds) throw new Failure(expected, show(seen))
}

export function checkSame(what: string, seen: unknown, expected: unknown): void {
  check(isDeepStrictEqual(seen, expected), `${what}: ${show(expected)}`, seen)
}

const MAX_SHOWN_CHARS = 400
export function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text
}
