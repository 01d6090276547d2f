// Splits ids into a head, shared by many, and the number at the end.
import type { StringTable } from './string-table.ts'

const DIGITS = 9
/** The id has no number at the end. */
export const NO_TAIL = 0xff_ff_ff_ff

export interface SplitId {
  head: string
  tail: number
}

/** Splits off the longest decimal number without leading zeros. */
export function splitId(id: string): SplitId {
  let from = id.length
  while (from > 0 && id.length - from < DIGITS && isDigit(id.charCodeAt(from - 1))) from -= 1
  while (from < id.length - 1 && id.charCodeAt(from) === ZERO) from += 1
  return from === id.length
    ? { head: id, tail: NO_TAIL }
    : { head: id.slice(0, from), tail: Number(id.slice(from)) }
}

export function joinId(texts: StringTable, head: number, tail: number): string {
  return tail === NO_TAIL ? texts.text(head) : texts.text(head) + String(tail)
}

const ZERO = 48

function isDigit(code: number): boolean {
  return code >= ZERO && code < ZERO + 10
}
