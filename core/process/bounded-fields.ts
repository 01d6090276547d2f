// Reads fields of messages from processes that may send anything: like protocol/fields.ts, with limits of size.
import { badField, integer, string } from '../protocol/fields.ts'

/** Longer texts are cut. */
const MAX_TEXT_CHARACTERS = 16 * 1024
const MAX_ITEMS = 100_000

export function flag(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw badField(field, 'must be true or false')
  return value
}

export function texts(value: unknown, field: string): string[] {
  return list(value, field).map((item) => text(item, field))
}

export function text(value: unknown, field: string): string {
  const given = string(value, field)
  return given.length > MAX_TEXT_CHARACTERS ? given.slice(0, MAX_TEXT_CHARACTERS) : given
}

export function count(value: unknown, field: string): number {
  return integer(value, field, 0, Number.MAX_SAFE_INTEGER)
}

export function list(value: unknown, field: string): unknown[] {
  if (Array.isArray(value) && value.length <= MAX_ITEMS) return value
  throw badField(field, `must be a list of at most ${MAX_ITEMS}`)
}

export function oneOf<Value extends string>(value: unknown, field: string, values: readonly Value[]): Value {
  const known = values.find((each) => each === value)
  if (known === undefined) throw badField(field, `must be one of ${values.join(', ')}`)
  return known
}

export function optional<Result>(value: unknown, parse: (value: unknown) => Result): Result | undefined {
  return value === undefined || value === null ? undefined : parse(value)
}
