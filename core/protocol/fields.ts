// Reads fields of unknown values. Each function returns the typed value, or throws `BAD_REQUEST` with the field's name.
import { ClusterError } from './errors.ts'

export type Fields = Record<string, unknown>

const NAME = /^[A-Za-z0-9._-]{1,128}$/
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])

export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value) && !RESERVED.has(value)
}

/** Does not recurse. @throws `BAD_REQUEST` if the value is nested too deeply */
export function checkDepth(value: unknown, maxDepth: number, field = 'packet'): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw badField(field, `is more than ${maxDepth} levels deep`)
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
}

/** Returns an error that names the field. */
export function badField(field: string, problem: string): ClusterError {
  return new ClusterError('BAD_REQUEST', `${field} ${problem}`)
}

export function object(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badField(field, 'must be an object')
  return value as Fields
}

export function string(value: unknown, field: string): string {
  if (typeof value !== 'string')
    throw badField(field, value === undefined ? 'is missing' : 'must be a string')
  return value
}

export function name(value: unknown, field: string): string {
  if (!isName(value)) throw badField(field, 'must be 1 to 128 of A-Z a-z 0-9 . _ -')
  return value
}

/** Reads a whole number from `min` to `max`. */
export function integer(value: unknown, field: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw badField(field, `must be a whole number from ${min} to ${max}`)
  }
  return value
}

/** Reads a positive whole number. */
export function id(value: unknown, field: string): number {
  return integer(value, field, 1, Number.MAX_SAFE_INTEGER)
}

/** Returns the size of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    // A surrogate pair has two units and four bytes, so each of its units adds one.
    if (unit > 0x7ff) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2
    else if (unit > 0x7f) bytes += 1
  }
  return bytes
}
