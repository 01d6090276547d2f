// A cursor in the logs of a run: an offset for each server. Opaque to callers of the host.
import { HostError } from '../../contract/index.ts'

/** Byte offsets by server id. A server that is missing had no log yet. */
export type Cursor = Record<string, number>

export function encodeCursor(cursor: Cursor): string {
  return JSON.stringify(cursor)
}

/** @throws {HostError} BAD_CURSOR */
export function decodeCursor(text: string): Cursor {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (isCursor(value)) return value
  } catch {
    // Reported below.
  }
  const message = 'This is not a log cursor. Pass the `cursor` or `start` of an earlier page unchanged.'
  throw new HostError({ code: 'BAD_CURSOR', message })
}

function isCursor(value: unknown): value is Cursor {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((offset) => Number.isSafeInteger(offset) && (offset as number) >= 0)
  )
}
