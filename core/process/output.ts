// Writes the output of this process directly to its log file, and the times of writing to a file of log marks. If the
// disk is full, output is lost and reported; the process keeps running.
import { fstatSync, openSync, writeSync } from 'node:fs'
import type { Now } from '../kit/node-clock.ts'
import { messageOf } from '../kit/message-of.ts'
import { encodeLogMark } from '../protocol/log-mark.ts'

/** Writes to one stream within this time share a mark. */
const MARK_INTERVAL_NS = 5e6

type StreamName = 'stdout' | 'stderr'

export interface OutputOptions {
  /** The file of log marks. */
  marksFile: string
  now: Now
  /** Called when output is lost; again only after a write has succeeded. */
  onLost(reason: string): void
}

/** From now on `console`, `process.stdout` and `process.stderr` write this way. Expects file descriptors 1 and 2 to be the log. */
export function redirectOutput({ marksFile, now, onLost }: OutputOptions): void {
  if (!fstatSync(1).isFile()) onLost('its log cannot be opened')
  const mark = markWriter(marksFile, now)
  redirectStream(process.stdout, { file: 1, mark: () => mark('stdout'), onLost })
  redirectStream(process.stderr, { file: 2, mark: () => mark('stderr'), onLost })
}

interface Target {
  /** File descriptor. */
  file: number
  /** Called before each write. */
  mark(): void
  onLost(reason: string): void
}

/** Replaces `write` of a stream, because Node destroys a stream when a write fails. */
export function redirectStream(stream: object, { file, mark, onLost }: Target): void {
  let isLosing = false
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    mark()
    const [encoding, done] = [rest[0], rest.at(-1)]
    try {
      writeWhole(file, typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk)
      isLosing = false
    } catch (error) {
      if (!isLosing) onLost(messageOf(error))
      isLosing = true
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

/** Returns a function that writes a mark. Both streams are written to the same file. */
function markWriter(path: string, now: Now): (kind: StreamName) => void {
  let marks: number | undefined
  let last: StreamName | undefined
  let markedAt = 0
  return (kind) => {
    const at = now()
    if (kind === last && at - markedAt < MARK_INTERVAL_NS) return
    last = kind
    markedAt = at
    try {
      marks ??= openSync(path, 'a', 0o600)
      writeSync(marks, encodeLogMark({ at, offset: fstatSync(1).size, kind }))
    } catch {
      // A write must not fail because its time cannot be stored.
    }
  }
}
