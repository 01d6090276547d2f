// What this process prints goes straight into a file. Each print is dated in a file of marks beside it; what the disk
// does not take is lost and said, and does not end the process.
import { fstatSync, openSync, writeSync } from 'node:fs'
import type { Now } from '../kit/node-clock.ts'
import { messageOf } from '../protocol/errors.ts'
import { encodeLogMark } from '../protocol/log-mark.ts'

/** Prints of one stream that follow each other within this time share a mark, nanoseconds. */
const SHARED = 5e6

type StreamName = 'stdout' | 'stderr'

export interface OutputOptions {
  /** The file of marks. */
  times: string
  now: Now
  /** Told why prints are lost, once until one succeeds. */
  lost(reason: string): void
}

/** From now on `console`, `process.stdout` and `process.stderr` print this way. */
export function redirectOutput({ times, now, lost }: OutputOptions): void {
  if (!fstatSync(1).isFile()) lost('its log cannot be opened')
  const date = dater(times, now)
  printTo(process.stdout, { file: 1, date: () => date('stdout'), lost })
  printTo(process.stderr, { file: 2, date: () => date('stderr'), lost })
}

interface Target {
  file: number
  date(): void
  lost(reason: string): void
}

/** A stream of Node's would be destroyed by the first print that fails. */
export function printTo(stream: object, { file, date, lost }: Target): void {
  let losing = false
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    date()
    const [encoding, done] = [rest[0], rest.at(-1)]
    try {
      writeWhole(file, typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk)
      losing = false
    } catch (error) {
      if (!losing) lost(messageOf(error))
      losing = true
    }
    if (typeof done === 'function') process.nextTick(() => void done())
    return true
  }
  Object.assign(stream, { write })
}

function encodingOf(value: unknown): BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value) ? value : 'utf8'
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
}

/** Both streams are the same file. */
function dater(path: string, now: Now): (kind: StreamName) => void {
  let marks: number | undefined
  let last: StreamName | undefined
  let noted = 0
  return (kind) => {
    const at = now()
    if (kind === last && at - noted < SHARED) return
    last = kind
    noted = at
    try {
      marks ??= openSync(path, 'a', 0o600)
      writeSync(marks, encodeLogMark({ at, offset: fstatSync(1).size, kind }))
    } catch {
      // Printing must not fail because its time could not be noted.
    }
  }
}
