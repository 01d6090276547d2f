// When this process printed what: its stdout and stderr go straight into a file, so it notes the time of its own
// prints in a file of marks beside the log.
import { fstatSync, openSync, writeSync } from 'node:fs'
import type { Now } from '../kit/clock.ts'
import { encodeLogMark } from '../protocol/log-mark.ts'

/** Prints of one stream that follow each other within this time share a mark, nanoseconds. */
const SHARED = 5e6

type Stream = 'stdout' | 'stderr'

/** From now on each print through `console`, `process.stdout` or `process.stderr` is noted. */
export function noteLogTimes(path: string, now: Now): void {
  const marks = openSync(path, 'a', 0o600)
  let last: Stream | undefined
  let noted = 0
  const note = (kind: Stream): void => {
    const at = now()
    if (kind === last && at - noted < SHARED) return
    last = kind
    noted = at
    try {
      // Both streams are the same file.
      writeSync(marks, encodeLogMark({ at, offset: fstatSync(1).size, kind }))
    } catch {
      // Printing must not fail because its time could not be noted.
    }
  }
  noteWrites(process.stdout, () => note('stdout'))
  noteWrites(process.stderr, () => note('stderr'))
}

function noteWrites(stream: NodeJS.WriteStream, note: () => void): void {
  const write: unknown = stream.write
  const noted = (...args: unknown[]): unknown => {
    note()
    return Reflect.apply(write as () => boolean, stream, args)
  }
  Object.assign(stream, { write: noted })
}
