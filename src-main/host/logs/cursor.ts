// A place in the logs of a run: for each server, how far its log was read. A string to everyone else.
import { HostError } from '../../contract/index.ts'

/** Offsets by server; a server that is not named was not there yet. */
export type Cursor = Record<string, number>

export function encodeCursor(cursor: Cursor): string {
  return JSON.stringify(cursor)
}

/** Fails with `BAD_CURSOR`. */
export function decodeCursor(text: string): Cursor {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (isCursor(value)) return value
  } catch {
    // Said below.
  }
  const message = 'This is no place in a log: give the `cursor` or the `start` of an answer, as it was.'
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
