// What a test of the suite may find: all is well, something expected was not seen, or the case cannot arise here.
import { isDeepStrictEqual } from 'node:util'

/** A section of PROTOCOL.md, as the table and the order of the tests have it. */
export type Section = '§2' | '§3' | '§4.1' | '§4.2' | '§4.3' | '§5' | '§6' | '§7' | '§9'

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

/** What the test needs cannot be had of this master. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable'
}

export function check(holds: boolean, expected: string, seen: unknown): asserts holds {
  if (!holds) throw new Failure(expected, show(seen))
}

export function checkSame(what: string, seen: unknown, expected: unknown): void {
  check(isDeepStrictEqual(seen, expected), `${what}: ${show(expected)}`, seen)
}

const SHOWN = 400
export function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
