// Reads the fields of something unknown: each reader answers the typed value, or throws `BAD_REQUEST` naming the field.
import { ClusterError } from './errors.ts'

export type Fields = Record<string, unknown>

const NAME = /^[A-Za-z0-9._-]{1,128}$/
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])

export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value) && !RESERVED.has(value)
}

/** Fails with `BAD_REQUEST` unless the value is at most `most` levels deep. Never recurses. */
export function checkDepth(value: unknown, most: number, field = 'packet'): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) throw badField(field, `is more than ${most} levels deep`)
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
}

/** An error that names the field. */
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

/** A whole number of this range. */
export function integer(value: unknown, field: string, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw badField(field, `must be a whole number from ${least} to ${most}`)
  }
  return value
}

/** A positive whole number, as requests are counted. */
export function id(value: unknown, field: string): number {
  return integer(value, field, 1, Number.MAX_SAFE_INTEGER)
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    // Two units of a pair make four bytes: two more than they count here, one for each.
    if (unit > 0x7ff) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2
    else if (unit > 0x7f) bytes += 1
  }
  return bytes
}
