// Log marks: the times of a log's output, in a file beside the log. A mark has 16 bytes: "the byte at this offset was
// written at this time". The server and its parent write marks; the parent reads them.

/** `look`: at this time, the parent saw the log with this size. `head`: everything before this offset was dropped. */
export type LogMarkKind = 'stdout' | 'stderr' | 'look' | 'head'

export interface LogMark {
  /** Nanoseconds since the run's t0. */
  at: number
  /** In bytes from the start of the log. */
  offset: number
  kind: LogMarkKind
}

export const LOG_MARK_BYTES = 16

const KINDS: readonly LogMarkKind[] = ['stdout', 'stderr', 'look', 'head']

export function encodeLogMark({ at, offset, kind }: LogMark): Uint8Array {
  const bytes = new Uint8Array(LOG_MARK_BYTES)
  const view = new DataView(bytes.buffer)
  view.setFloat64(0, at, true)
  // Exact up to 2 PiB.
  view.setFloat64(8, offset * KINDS.length + KINDS.indexOf(kind), true)
  return bytes
}

/** Decodes the mark at a byte offset of the marks file; null for a dropped or damaged one. */
export function decodeLogMark(view: DataView, byte: number): LogMark | null {
  const at = view.getFloat64(byte, true)
  const packed = view.getFloat64(byte + 8, true)
  const kind = KINDS[packed % KINDS.length]
  return at === 0 || kind === undefined ? null : { at, offset: Math.floor(packed / KINDS.length), kind }
}
